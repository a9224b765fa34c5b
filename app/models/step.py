"""Step and Delivery: what must still happen to a document in the world, one row each, so that a run resumes anywhere (I5, I7)."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.entity import Entity, Record
from app.core.states import Machine
from app.models.credit_note import CreditNote
from app.models.invoice import Invoice
from app.models.location import Location


class StepName(StrEnum):
    """In the order in which they are done; the number is taken in the approval itself."""

    XERO_CREATE = "xero_create"
    XERO_CHECK = "xero_check"
    PDF = "pdf"


class StepState(StrEnum):
    TODO = "todo"
    DOING = "doing"
    DONE = "done"
    FAILED = "failed"
    UNKNOWN = "unknown"


T = StepState


class Step(Record):
    """`key` is fixed for ever and goes to the vendor; `call_key` names the batch that carried it, stored before the call."""

    __tablename__ = "step"
    __table_args__ = (
        CheckConstraint("num_nonnulls(invoice_id, credit_note_id) = 1", name="of_one_document"),
        Index("one_step_an_invoice", "invoice_id", "name", unique=True, postgresql_where=text("invoice_id IS NOT NULL")),
        Index("one_step_a_credit_note", "credit_note_id", "name", unique=True, postgresql_where=text("credit_note_id IS NOT NULL")),
        Index("step_open", "run_id", "name", postgresql_where=text("state <> 'done'")),
    )

    run_id: Mapped[int | None] = mapped_column(BigInteger)  # the document's own, kept here to find a run's open steps
    invoice_id: Mapped[int | None] = mapped_column(ForeignKey("invoice.id"))
    credit_note_id: Mapped[int | None] = mapped_column(ForeignKey("credit_note.id"))
    name: Mapped[StepName]
    state: Mapped[StepState] = mapped_column(default=T.TODO, server_default="todo")
    key: Mapped[str] = mapped_column(String(120), unique=True)
    call_key: Mapped[str | None] = mapped_column(String(120))
    attempt: Mapped[int] = mapped_column(default=0, server_default="0")
    external_id: Mapped[str | None] = mapped_column(String(60))
    reason: Mapped[str] = mapped_column(String(1000), default="", server_default="")
    started_at: Mapped[dt.datetime | None]
    done_at: Mapped[dt.datetime | None]

    invoice: Mapped[Invoice | None] = relationship()
    credit_note: Mapped[CreditNote | None] = relationship()

    moves = Machine(
        column="state",
        start=({T.TODO, T.DOING, T.UNKNOWN}, T.DOING),
        finish=({T.TODO, T.DOING, T.UNKNOWN, T.FAILED}, T.DONE),
        fail=({T.TODO, T.DOING, T.UNKNOWN}, T.FAILED),
        lose=(T.DOING, T.UNKNOWN),
        retry=({T.FAILED, T.UNKNOWN}, T.TODO),
    )

    def __str__(self) -> str:
        return f"{self.name.value.replace('_', ' ')} of {self.invoice or self.credit_note}"


class DeliveryKind(StrEnum):
    INVOICE = "invoice"
    CREDIT_NOTE = "credit_note"


class DeliveryState(StrEnum):
    TODO = "todo"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"
    UNKNOWN = "unknown"
    WITHHELD = "withheld"


D = DeliveryState


class Delivery(Entity):
    """One mail of one document to one address. `sending` is stored before SMTP; a crash in between is `unknown`, for a person to decide."""

    __tablename__ = "delivery"
    __table_args__ = (
        CheckConstraint("num_nonnulls(invoice_id, credit_note_id) = 1", name="of_one_document"),
        Index("delivery_open", "run_id", postgresql_where=text("state NOT IN ('sent', 'withheld')")),
    )

    run_id: Mapped[int | None] = mapped_column(ForeignKey("invoice_run.id"))
    invoice_id: Mapped[int | None] = mapped_column(ForeignKey("invoice.id"), index=True)
    credit_note_id: Mapped[int | None] = mapped_column(ForeignKey("credit_note.id"), index=True)
    location_id: Mapped[int] = mapped_column(ForeignKey("location.id"), index=True)
    kind: Mapped[DeliveryKind]
    address: Mapped[str] = mapped_column(String(255))
    state: Mapped[DeliveryState] = mapped_column(default=D.TODO, server_default="todo")
    key: Mapped[str] = mapped_column(String(300), unique=True)
    message_id: Mapped[str] = mapped_column(String(255), unique=True)
    attempt: Mapped[int] = mapped_column(default=0, server_default="0")
    reason: Mapped[str] = mapped_column(String(1000), default="", server_default="")
    started_at: Mapped[dt.datetime | None]
    sent_at: Mapped[dt.datetime | None]
    decided_by: Mapped[str] = mapped_column(String(200), default="", server_default="")

    location: Mapped[Location] = relationship()
    invoice: Mapped[Invoice | None] = relationship()
    credit_note: Mapped[CreditNote | None] = relationship()

    moves = Machine(
        column="state",
        start=(D.TODO, D.SENDING),
        finish=({D.SENDING, D.UNKNOWN}, D.SENT),
        wait=(D.SENDING, D.TODO),
        fail=({D.TODO, D.SENDING}, D.FAILED),
        lose=(D.SENDING, D.UNKNOWN),
        withhold=(D.TODO, D.WITHHELD),
        mark_sent=({D.UNKNOWN, D.FAILED}, D.SENT),
        resend=({D.UNKNOWN, D.FAILED}, D.TODO),
    )

    def __str__(self) -> str:
        return f"{self.invoice or self.credit_note} to {self.address}"
