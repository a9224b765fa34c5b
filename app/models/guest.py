"""Guest: somebody who visits and is no member, found again by their mail address (K1)."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from app.core.entity import Entity


class Guest(Entity):
    """`email_key` as rules.lead_contact.email_key makes it. `seen_at` is the last visit, from which the term of K5 counts; `picture_id` is
    a photo that they agreed to, for the desk."""

    __tablename__ = "guest"
    __table_args__ = (
        CheckConstraint("email_key <> ''", name="guest_has_an_address"),
        Index("guests_by_last_visit", "seen_at"),
        Index("guest_by_address", text("lower(email)")),
        Index("guest_words_trgm", text("(name || ' ' || email || ' ' || company) gin_trgm_ops"), postgresql_using="gin"),
    )

    email: Mapped[str] = mapped_column(String(320))
    email_key: Mapped[str] = mapped_column(String(320), unique=True)
    name: Mapped[str] = mapped_column(String(200))
    company: Mapped[str] = mapped_column(String(200), default="", server_default="")
    language: Mapped[str] = mapped_column(String(10), default="", server_default="")
    seen_at: Mapped[dt.datetime]
    picture_id: Mapped[int | None] = mapped_column(ForeignKey("picture.id", ondelete="SET NULL"), index=True)

    def __str__(self) -> str:
        return self.name
