"""PaymentAttempt: that somebody goes to pay an invoice by card, stored before they go, so that a notice has something to be compared with (I8)."""

from __future__ import annotations

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.entity import Entity
from app.models.invoice import Invoice
from app.models.location import Location
from app.models.organisation import Organisation


class PaymentAttempt(Entity):
    """`reference` is what the vendor calls our payment: `inv-<number>-<n>`. Whoever pays one twice has paid twice: the second is credit."""

    __tablename__ = "payment_attempt"
    __table_args__ = (CheckConstraint("amount_cents > 0", name="asks_for_money"),)

    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    location_id: Mapped[int] = mapped_column(ForeignKey("location.id"), index=True)
    invoice_id: Mapped[int] = mapped_column(ForeignKey("invoice.id"), index=True)
    reference: Mapped[str] = mapped_column(String(60), unique=True)
    amount_cents: Mapped[int] = mapped_column(BigInteger)
    keeps_card: Mapped[bool] = mapped_column(default=False, server_default=text("false"))

    organisation: Mapped[Organisation] = relationship()
    location: Mapped[Location] = relationship()
    invoice: Mapped[Invoice] = relationship()

    def __str__(self) -> str:
        return self.reference
