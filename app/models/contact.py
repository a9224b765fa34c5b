"""Contact: one person, wherever they appear: as a lead, as a user, as a guest."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.entity import Entity


class Contact(Entity):
    """Found again by `email_key` and `phone_key` (rules/lead_contact.py). A user is the contact with their address.

    Of two that are one person the younger says `merged_into_id`, keeps no keys, and everything of it points to the other.
    `consent_at` and `consent_source`: that they asked for news of us, and where; `do_not_contact_at` and its reason stop everything
    that we would write by ourselves.
    """

    __tablename__ = "contact"
    __table_args__ = (
        CheckConstraint("email_key IS NULL OR merged_into_id IS NULL", name="merged_has_no_key"),
        CheckConstraint("merged_into_id <> id", name="is_not_merged_into_itself"),
        CheckConstraint("(do_not_contact_at IS NULL) <= (do_not_contact_reason = '')", name="quiet_has_its_time"),
        Index("one_contact_an_address", "email_key", unique=True),
        Index("contact_words_trgm", text("(name || ' ' || email || ' ' || company) gin_trgm_ops"), postgresql_using="gin"),
        Index("contacts_by_phone", "phone_key", postgresql_where=text("phone_key IS NOT NULL")),
    )

    name: Mapped[str] = mapped_column(String(200))
    email: Mapped[str] = mapped_column(String(320), default="", server_default="")
    email_key: Mapped[str | None] = mapped_column(String(320))
    phone: Mapped[str] = mapped_column(String(40), default="", server_default="")
    phone_key: Mapped[str | None] = mapped_column(String(40))
    company: Mapped[str] = mapped_column(String(200), default="", server_default="")
    language: Mapped[str] = mapped_column(String(10), default="", server_default="")
    consent_at: Mapped[dt.datetime | None]
    consent_source: Mapped[str] = mapped_column(String(200), default="", server_default="")
    do_not_contact_at: Mapped[dt.datetime | None]
    do_not_contact_reason: Mapped[str] = mapped_column(String(500), default="", server_default="")
    merged_into_id: Mapped[int | None] = mapped_column(ForeignKey("contact.id"), index=True)

    merged_into: Mapped[Contact | None] = relationship(remote_side="Contact.id")
