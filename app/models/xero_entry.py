"""XeroEntry: what of money is told to the books, once: payments, credit and its use, deposits, credit notes set against invoices, refunds (I5, I6)."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.entity import Record
from app.models.deposit import DepositMovement
from app.models.invoice import Invoice
from app.models.location import Location
from app.models.step import Doing
from app.models.xero_connection import XeroConnection


class EntryKind(StrEnum):
    """`overpayment`: money that pays nothing yet; `use`: so much of it is set against an invoice. `allocation`: the note of `credit_note_id` set against
    the invoice. `refund`: money went back. `spent`: a deposit did, which is of no invoice. `removal`: what entry `removes_id` told is taken out again.
    """

    PAYMENT = "payment"
    OVERPAYMENT = "overpayment"
    USE = "use"
    ALLOCATION = "allocation"
    REFUND = "refund"
    SPENT = "spent"
    REMOVAL = "removal"


class Till(StrEnum):
    """Where the money came from, which the location's settings name an account for."""

    CARD = "card"
    EFT = "eft"
    DEPOSIT = "deposit"
    WALLET = "wallet"


class XeroEntry(Doing, Record):
    """`cents` above zero of the location's currency; exactly one of the six columns says what it tells of. `key` is part of its reference in Xero.

    `over_id` is the entry of the over-payment that a use or a refund comes out of. What is told of no invoice has none.
    """

    __tablename__ = "xero_entry"
    __table_args__ = (
        CheckConstraint(
            "num_nonnulls(payment_part_id, deposit_movement_id, credit_note_id, payment_id, refund_id, removes_id) = 1",
            name="tells_of_one_thing",
        ),
        CheckConstraint(
            "(kind = 'removal') = (removes_id IS NOT NULL) AND (kind = 'allocation') = (credit_note_id IS NOT NULL)"
            " AND (kind = 'overpayment') = (payment_id IS NOT NULL) AND (kind = 'refund') = (refund_id IS NOT NULL)"
            " AND (kind <> 'spent' OR deposit_movement_id IS NOT NULL)",
            name="kind_says_of_what",
        ),
        CheckConstraint("(kind IN ('payment', 'overpayment', 'refund', 'spent')) = (till IS NOT NULL)", name="payment_has_till"),
        CheckConstraint("invoice_id IS NOT NULL OR kind IN ('overpayment', 'refund', 'spent', 'removal')", name="settles_an_invoice"),
        CheckConstraint(
            "CASE kind WHEN 'use' THEN over_id IS NOT NULL WHEN 'refund' THEN true ELSE over_id IS NULL END", name="comes_out_of_money"
        ),
        CheckConstraint("cents > 0", name="moves_something"),
        Index(
            "one_entry_a_part",
            "payment_part_id",
            "over_id",
            unique=True,
            postgresql_where=text("payment_part_id IS NOT NULL"),
            postgresql_nulls_not_distinct=True,
        ),
        Index("one_entry_a_movement", "deposit_movement_id", unique=True, postgresql_where=text("deposit_movement_id IS NOT NULL")),
        Index(
            "one_entry_a_refund",
            "refund_id",
            "over_id",
            unique=True,
            postgresql_where=text("refund_id IS NOT NULL"),
            postgresql_nulls_not_distinct=True,
        ),
        Index("entry_of_credit_note", "credit_note_id", "invoice_id", postgresql_where=text("credit_note_id IS NOT NULL")),
        Index("entry_of_payment", "payment_id", postgresql_where=text("payment_id IS NOT NULL")),
        Index("entry_out_of_money", "over_id", postgresql_where=text("over_id IS NOT NULL")),
        Index("one_removal_an_entry", "removes_id", unique=True, postgresql_where=text("removes_id IS NOT NULL")),
        Index("entry_open", "xero_connection_id", "id", postgresql_where=text("state <> 'done'")),
    )

    xero_connection_id: Mapped[int] = mapped_column(ForeignKey("xero_connection.id"))
    location_id: Mapped[int] = mapped_column(ForeignKey("location.id"))
    invoice_id: Mapped[int | None] = mapped_column(ForeignKey("invoice.id"), index=True)
    kind: Mapped[EntryKind]
    till: Mapped[Till | None]
    payment_part_id: Mapped[int | None] = mapped_column(ForeignKey("payment_part.id"))
    deposit_movement_id: Mapped[int | None] = mapped_column(ForeignKey("deposit_movement.id"))
    credit_note_id: Mapped[int | None] = mapped_column(ForeignKey("credit_note.id"))
    payment_id: Mapped[int | None] = mapped_column(ForeignKey("payment.id"))
    refund_id: Mapped[int | None] = mapped_column(ForeignKey("refund.id"))
    removes_id: Mapped[int | None] = mapped_column(ForeignKey("xero_entry.id"))
    over_id: Mapped[int | None] = mapped_column(ForeignKey("xero_entry.id"))
    cents: Mapped[int] = mapped_column(BigInteger)
    dated: Mapped[dt.date]

    invoice: Mapped[Invoice | None] = relationship()
    location: Mapped[Location] = relationship()
    connection: Mapped[XeroConnection] = relationship()
    movement: Mapped[DepositMovement | None] = relationship()

    def __str__(self) -> str:
        return f"{self.kind.value} of {self.invoice or self.dated}"
