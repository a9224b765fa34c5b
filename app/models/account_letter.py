"""AccountLetter: a reminder of one invoice, a statement of an account, the receipt of a payment, or word of a price that rises, that goes to an organisation by mail; written down before it goes."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.entity import Entity
from app.models.invoice import Invoice
from app.models.location import Location
from app.models.organisation import Organisation


class LetterKind(StrEnum):
    REMINDER = "reminder"
    STATEMENT = "statement"
    RECEIPT = "receipt"
    PRICE_RISE = "price_rise"
    PRICE_RESTORED = "price_restored"


class AccountLetter(Entity):
    """A reminder is of an invoice, `days` after its day (before it, below zero), when `due_cents` of it were open: once (I9). A statement is of a period, a receipt of a payment. What is told of prices names its escalations: they point here."""

    __tablename__ = "account_letter"
    __table_args__ = (
        CheckConstraint("(kind = 'reminder') = (num_nonnulls(invoice_id, days, due_cents) = 3)", name="reminder_has_invoice"),
        CheckConstraint("(kind = 'statement') = (num_nonnulls(first_day, last_day, currency) = 3)", name="statement_has_period"),
        CheckConstraint("(kind = 'receipt') = (payment_id IS NOT NULL)", name="receipt_has_payment"),
        CheckConstraint("first_day <= last_day", name="period_goes_forward"),
        Index("one_reminder_a_day", "invoice_id", "days", unique=True, postgresql_where=text("kind = 'reminder'")),
        Index("letter_of_organisation", "organisation_id", "id"),
    )

    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    location_id: Mapped[int] = mapped_column(ForeignKey("location.id"), index=True)
    kind: Mapped[LetterKind]
    written_on: Mapped[dt.date]
    invoice_id: Mapped[int | None] = mapped_column(ForeignKey("invoice.id"))
    payment_id: Mapped[int | None] = mapped_column(ForeignKey("payment.id"), index=True)
    days: Mapped[int | None]
    due_cents: Mapped[int | None] = mapped_column(BigInteger)
    first_day: Mapped[dt.date | None]
    last_day: Mapped[dt.date | None]
    currency: Mapped[str | None] = mapped_column(String(3))

    organisation: Mapped[Organisation] = relationship()
    location: Mapped[Location] = relationship()
    invoice: Mapped[Invoice | None] = relationship()

    def __str__(self) -> str:
        return f"{self.kind.value} of {self.invoice or self.organisation}"
