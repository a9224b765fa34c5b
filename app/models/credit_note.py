"""CreditNote: the only way to undo an approved invoice, and what a month below zero becomes (I11, P12)."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.entity import Entity, Record
from app.core.month import Month
from app.core.states import Machine
from app.models.document import Document
from app.models.document_line import DocumentLine
from app.models.invoice import Invoice
from app.models.invoice_run import InvoiceRun
from app.models.location import Location
from app.models.organisation import Organisation


class CreditNoteStatus(StrEnum):
    APPROVED = "approved"
    SENT = "sent"


class CreditNoteKind(StrEnum):
    """`run`: a month below zero (P12); `correction`: takes billing back, so that the rules may bill it anew; `goodwill`: a gift."""

    RUN = "run"
    CORRECTION = "correction"
    GOODWILL = "goodwill"


class CreditNote(Entity):
    """Amounts are positive cents that are given back. `applied_cents` are set against the invoice that it corrects, at once; `spent_cents` paid
    other invoices or were refunded since; the rest is the customer's credit (P12). `corrects_id`: the month below zero of which it gives a purchase back.
    """

    __tablename__ = "credit_note"
    __table_args__ = (
        CheckConstraint("total_cents = net_cents + vat_cents", name="total_is_net_and_vat"),
        CheckConstraint("total_cents >= 0 AND applied_cents BETWEEN 0 AND total_cents", name="applied_within_total"),
        CheckConstraint("spent_cents BETWEEN 0 AND total_cents - applied_cents", name="spent_within_credit"),
        Index("note_that_corrects_a_note", "corrects_id", postgresql_where=text("corrects_id IS NOT NULL")),
        Index("credit_note_number_trgm", "number", postgresql_using="gin", postgresql_ops={"number": "gin_trgm_ops"}),
        Index("credit_note_with_credit", "organisation_id", postgresql_where=text("total_cents > applied_cents + spent_cents")),
        Index(
            "one_run_credit_a_month",
            "organisation_id",
            "location_id",
            "month",
            unique=True,
            postgresql_where=text("run_id IS NOT NULL"),
        ),
    )

    if TYPE_CHECKING:  # answered in app/models/to_decide.py; only who looks for them asks
        to_decide: Mapped[bool]

    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    location_id: Mapped[int] = mapped_column(ForeignKey("location.id"), index=True)
    invoice_id: Mapped[int | None] = mapped_column(ForeignKey("invoice.id"), index=True)
    corrects_id: Mapped[int | None] = mapped_column(ForeignKey("credit_note.id"))
    run_id: Mapped[int | None] = mapped_column(ForeignKey("invoice_run.id"), index=True)
    kind: Mapped[CreditNoteKind] = mapped_column(default=CreditNoteKind.CORRECTION, server_default="correction")
    month: Mapped[Month]
    number: Mapped[str] = mapped_column(String(40), unique=True)
    status: Mapped[CreditNoteStatus] = mapped_column(default=CreditNoteStatus.APPROVED, server_default="approved")
    currency: Mapped[str] = mapped_column(String(3))
    issued_on: Mapped[dt.date]
    net_cents: Mapped[int] = mapped_column(BigInteger)
    vat_cents: Mapped[int] = mapped_column(BigInteger)
    total_cents: Mapped[int] = mapped_column(BigInteger)
    applied_cents: Mapped[int] = mapped_column(BigInteger, default=0, server_default="0")
    spent_cents: Mapped[int] = mapped_column(BigInteger, default=0, server_default="0")
    reason: Mapped[str] = mapped_column(String(500))
    seller: Mapped[dict[str, Any]]
    buyer: Mapped[dict[str, Any]]
    content_hash: Mapped[str] = mapped_column(String(64), default="", server_default="")
    sent_at: Mapped[dt.datetime | None]
    send_wanted_at: Mapped[dt.datetime | None]
    xero_id: Mapped[str | None] = mapped_column(String(40))
    document_id: Mapped[int | None] = mapped_column(ForeignKey("document.id"))

    organisation: Mapped[Organisation] = relationship()
    location: Mapped[Location] = relationship()
    invoice: Mapped[Invoice | None] = relationship()
    corrects: Mapped[CreditNote | None] = relationship(remote_side="CreditNote.id")
    run: Mapped[InvoiceRun | None] = relationship()
    document: Mapped[Document | None] = relationship()
    lines: Mapped[list[CreditNoteLine]] = relationship(
        back_populates="credit_note", order_by="CreditNoteLine.position", passive_deletes="all"
    )

    moves = Machine(send=(CreditNoteStatus.APPROVED, CreditNoteStatus.SENT))

    @property
    def credit_cents(self) -> int:
        """What is left of it for other invoices, or to be refunded."""
        return self.total_cents - self.applied_cents - self.spent_cents

    def __str__(self) -> str:
        return self.number


class CreditNoteLine(DocumentLine, Record):
    """`invoice_line_id` names the line that is taken back; a run's own credit has a license instead."""

    __tablename__ = "credit_note_line"
    __table_args__ = (
        Index("line_of_credit_note", "credit_note_id", "position", unique=True),
        Index("one_credit_line_a_charge", "key", unique=True, postgresql_where=text("key IS NOT NULL")),
        Index("credit_line_of_license", "license_id", "service_month"),
        Index("credit_line_of_adhoc", "adhoc_id", postgresql_where=text("adhoc_id IS NOT NULL")),
    )

    credit_note_id: Mapped[int] = mapped_column(ForeignKey("credit_note.id"))
    key: Mapped[str | None] = mapped_column(String(120))
    invoice_line_id: Mapped[int | None] = mapped_column(ForeignKey("invoice_line.id"), index=True)
    license_id: Mapped[int | None] = mapped_column(ForeignKey("license.id"))
    line_item_id: Mapped[int | None] = mapped_column(ForeignKey("line_item.id"))
    adhoc_id: Mapped[int | None] = mapped_column(ForeignKey("adhoc.id"))
    deposit_id: Mapped[int | None] = mapped_column(ForeignKey("deposit.id"))

    credit_note: Mapped[CreditNote] = relationship(back_populates="lines")

    def __str__(self) -> str:
        return self.description


class CreditNotePart(Record):
    """So much of a credit note's credit paid an invoice, on that day; one below zero takes an earlier one back, the whole of it."""

    __tablename__ = "credit_note_part"
    __table_args__ = (
        CheckConstraint("cents <> 0", name="part_is_something"),
        CheckConstraint("(cents < 0) = (reverses_id IS NOT NULL)", name="below_zero_reverses"),
        Index("part_of_credit_note", "credit_note_id", "invoice_id"),
    )

    credit_note_id: Mapped[int] = mapped_column(ForeignKey("credit_note.id"))
    invoice_id: Mapped[int] = mapped_column(ForeignKey("invoice.id"), index=True)
    cents: Mapped[int] = mapped_column(BigInteger)
    applied_on: Mapped[dt.date]
    reverses_id: Mapped[int | None] = mapped_column(ForeignKey("credit_note_part.id"), unique=True)
    key: Mapped[str | None] = mapped_column(String(120), unique=True)
    reason: Mapped[str] = mapped_column(String(500), default="", server_default="")  # why it was taken off

    credit_note: Mapped[CreditNote] = relationship()
    invoice: Mapped[Invoice] = relationship()
