"""PaymentMethod: a card that an organisation left with the vendor; the token that charges it is sealed."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, String, text
from sqlalchemy.orm import Mapped, deferred, mapped_column, relationship

from app.core.entity import Entity
from app.models.organisation import Organisation


class PaymentMethod(Entity):
    """`token_mark` is a keyed hash of the token, by which a notice about it is found; it stays when the token goes, so that a late notice
    cannot bring a cancelled card back.

    The vendor tells neither number nor end of a card, so people give it a name. `refused_at`: it was declined for good, and waits for a new
    one in its place; `removed_at`: somebody here took it away, and the vendor is still to be told.
    """

    __tablename__ = "payment_method"
    __table_args__ = (
        CheckConstraint("(cancelled_at IS NULL) = (sealed_token IS NOT NULL)", name="cancelled_has_no_token"),
        CheckConstraint("NOT is_default OR num_nonnulls(cancelled_at, removed_at, refused_at) = 0", name="default_can_be_charged"),
        Index("one_default_card", "organisation_id", unique=True, postgresql_where=text("is_default")),
    )

    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    name: Mapped[str] = mapped_column(String(60), default="", server_default="")
    is_default: Mapped[bool] = mapped_column(default=False, server_default=text("false"))
    token_mark: Mapped[str] = mapped_column(String(64), unique=True)
    sealed_token: Mapped[bytes | None] = deferred(mapped_column(LargeBinary))
    refused_at: Mapped[dt.datetime | None]
    refused_reason: Mapped[str] = mapped_column(String(300), default="", server_default="")
    removed_at: Mapped[dt.datetime | None]
    cancelled_at: Mapped[dt.datetime | None]

    organisation: Mapped[Organisation] = relationship()

    @property
    def can_be_charged(self) -> bool:
        return self.cancelled_at is None and self.removed_at is None and self.refused_at is None

    def __str__(self) -> str:
        return self.name or f"Card of {self.created_at:%-d %b %Y}"
