"""PaymentMethod: a card that an organisation left with the vendor; the token that charges it is sealed (quality.md 1.7)."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import CheckConstraint, ForeignKey, LargeBinary, String
from sqlalchemy.orm import Mapped, deferred, mapped_column, relationship

from app.core.entity import Entity
from app.models.organisation import Organisation


class PaymentMethod(Entity):
    """`token_mark` is a keyed hash of the token, by which a notice about it is found; it stays when the token goes, so that a late notice
    cannot bring a cancelled card back.
    """

    __tablename__ = "payment_method"
    __table_args__ = (CheckConstraint("(cancelled_at IS NULL) = (sealed_token IS NOT NULL)", name="cancelled_has_no_token"),)

    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    token_mark: Mapped[str] = mapped_column(String(64), unique=True)
    sealed_token: Mapped[bytes | None] = deferred(mapped_column(LargeBinary))
    cancelled_at: Mapped[dt.datetime | None]

    organisation: Mapped[Organisation] = relationship()

    def __str__(self) -> str:
        return f"card {self.id}"
