"""XeroEntry: what settles an invoice, and is told to the books once: a payment, a deposit, a credit note set against it (I5, I6)."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.entity import Record
from app.models.deposit import DepositMovement
from app.models.invoice import Invoice
from app.models.step import Doing
from app.models.xero_connection import XeroConnection


class EntryKind(StrEnum):
    """`allocation`: the note of `credit_note_id` set against the invoice. `removal`: the payment of entry `removes_id` is taken out again."""

    PAYMENT = "payment"
    ALLOCATION = "allocation"
    REMOVAL = "removal"


class Till(StrEnum):
    """Where the money came from, which the location's settings name an account for."""

    CARD = "card"
    EFT = "eft"
    DEPOSIT = "deposit"
    WALLET = "wallet"


class XeroEntry(Doing, Record):
    """`cents` above zero of the invoice's currency; exactly one of the four columns says what it tells of. `key` is part of its reference in Xero."""

    __tablename__ = "xero_entry"
    __table_args__ = (
        CheckConstraint("num_nonnulls(payment_part_id, deposit_movement_id, credit_note_id, removes_id) = 1", name="tells_of_one_thing"),
        CheckConstraint("(kind = 'removal') = (removes_id IS NOT NULL) AND (kind = 'allocation') = (credit_note_id IS NOT NULL)", name="kind_says_of_what"),
        CheckConstraint("(kind = 'payment') = (till IS NOT NULL)", name="payment_has_till"),
        CheckConstraint("cents > 0", name="moves_something"),
        Index("one_entry_a_part", "payment_part_id", unique=True, postgresql_where=text("payment_part_id IS NOT NULL")),
        Index("one_entry_a_movement", "deposit_movement_id", unique=True, postgresql_where=text("deposit_movement_id IS NOT NULL")),
        Index("entry_of_credit_note", "credit_note_id", "invoice_id", postgresql_where=text("credit_note_id IS NOT NULL")),
        Index("one_removal_an_entry", "removes_id", unique=True, postgresql_where=text("removes_id IS NOT NULL")),
        Index("entry_open", "xero_connection_id", "id", postgresql_where=text("state <> 'done'")),
    )

    xero_connection_id: Mapped[int] = mapped_column(ForeignKey("xero_connection.id"))
    invoice_id: Mapped[int] = mapped_column(ForeignKey("invoice.id"), index=True)
    kind: Mapped[EntryKind]
    till: Mapped[Till | None]
    payment_part_id: Mapped[int | None] = mapped_column(ForeignKey("payment_part.id"))
    deposit_movement_id: Mapped[int | None] = mapped_column(ForeignKey("deposit_movement.id"))
    credit_note_id: Mapped[int | None] = mapped_column(ForeignKey("credit_note.id"))
    removes_id: Mapped[int | None] = mapped_column(ForeignKey("xero_entry.id"))
    cents: Mapped[int] = mapped_column(BigInteger)
    dated: Mapped[dt.date]

    invoice: Mapped[Invoice] = relationship()
    connection: Mapped[XeroConnection] = relationship()
    movement: Mapped[DepositMovement | None] = relationship()

    def __str__(self) -> str:
        return f"{self.kind.value} of {self.invoice}"
