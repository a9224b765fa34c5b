"""Payment: money of a customer that came in, and which invoices it paid."""

from __future__ import annotations

import datetime as dt
import re
from enum import StrEnum

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.entity import Entity, Record
from app.models.invoice import Invoice
from app.models.location import Location
from app.models.organisation import Organisation


class PaymentMethodKind(StrEnum):
    """How it came. `card`: by the vendor, who tells of it; `card_machine`: at the desk's own machine, which staff record as they do cash and EFTs."""

    CARD = "card"
    EFT = "eft"
    CASH = "cash"
    CARD_MACHINE = "card_machine"
    WALLET = "wallet"


CHARGE = re.compile(r"inv-(.+)-\d+")  # how a charge of an invoice is called at the vendor
BY_STAFF = (PaymentMethodKind.EFT, PaymentMethodKind.CASH, PaymentMethodKind.CARD_MACHINE)


class Payment(Entity):
    """Cents of `currency`: its parts, what stays the customer's credit, and what was given back, are the whole of it (P1).

    `key`: saying it twice is saying it once.
    """

    __tablename__ = "payment"
    __table_args__ = (
        CheckConstraint("amount_cents > 0", name="pays_something"),
        CheckConstraint("credit_cents BETWEEN 0 AND amount_cents", name="credit_within_payment"),
        CheckConstraint("receipt_id IS NULL OR kind = 'card'", name="receipt_tells_of_a_card"),
        CheckConstraint("refunded_cents >= 0 AND credit_cents + refunded_cents <= amount_cents", name="refunded_within_payment"),
        Index("payment_of_location_newest", "location_id", "id"),
        Index("payment_of_location", "location_id", "received_on"),
        Index("payment_with_credit", "organisation_id", postgresql_where=text("credit_cents > 0")),
    )

    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    location_id: Mapped[int] = mapped_column(ForeignKey("location.id"))
    kind: Mapped[PaymentMethodKind]
    currency: Mapped[str] = mapped_column(String(3))
    amount_cents: Mapped[int] = mapped_column(BigInteger)
    credit_cents: Mapped[int] = mapped_column(BigInteger)
    refunded_cents: Mapped[int] = mapped_column(BigInteger, default=0, server_default="0")
    received_on: Mapped[dt.date]
    reference: Mapped[str] = mapped_column(String(200), default="", server_default="")
    recorded_by: Mapped[str] = mapped_column(String(200), default="", server_default="")
    key: Mapped[str] = mapped_column(String(120), unique=True)
    receipt_id: Mapped[int | None] = mapped_column(ForeignKey("payment_receipt.id"), unique=True)

    organisation: Mapped[Organisation] = relationship()
    location: Mapped[Location] = relationship()
    parts: Mapped[list[PaymentPart]] = relationship(back_populates="payment", order_by="PaymentPart.id", passive_deletes="all")

    @property
    def receipt_number(self) -> str:
        """What its receipt is called: it comes from the payment's own number, so it never changes, and gaps in it mean nothing."""
        return f"RCPT-{self.id:06d}"

    def __str__(self) -> str:
        return f"{self.kind.value} {self.received_on}"


def charged_invoice(reference: str, kind: PaymentMethodKind) -> str:
    """The number of the invoice for which a card was charged (`inv-KLF-00042-1`); empty for what is no such payment."""
    found = CHARGE.fullmatch(reference)
    return found[1] if kind is PaymentMethodKind.CARD and found else ""


class PaymentPart(Record):
    """So much of a payment paid that invoice, on that day. One below zero takes an earlier one back, always the whole of it: what of it stays is a
    new part beside it, and both name the refund that it was for.
    """

    __tablename__ = "payment_part"
    __table_args__ = (
        CheckConstraint("cents <> 0", name="part_is_something"),
        CheckConstraint("(cents < 0) = (reverses_id IS NOT NULL)", name="below_zero_reverses"),
        Index("part_of_payment", "payment_id", "invoice_id"),
        Index("part_applied_on", "applied_on"),
    )

    payment_id: Mapped[int] = mapped_column(ForeignKey("payment.id"))
    invoice_id: Mapped[int] = mapped_column(ForeignKey("invoice.id"), index=True)
    cents: Mapped[int] = mapped_column(BigInteger)
    applied_on: Mapped[dt.date]
    reverses_id: Mapped[int | None] = mapped_column(ForeignKey("payment_part.id"), unique=True)
    refund_id: Mapped[int | None] = mapped_column(ForeignKey("refund.id", use_alter=True), index=True)
    key: Mapped[str | None] = mapped_column(String(120), unique=True)

    payment: Mapped[Payment] = relationship(back_populates="parts")
    invoice: Mapped[Invoice] = relationship()
