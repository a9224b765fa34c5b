"""Step: what must still happen to a document in the world, one row each, so that a run resumes anywhere (I5)."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.entity import Record
from app.core.states import Machine
from app.models.credit_note import CreditNote
from app.models.invoice import Invoice


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


class Doing(Record):
    """What is told to somebody out there, once. `key` is fixed for ever and goes to the vendor; `call_key` names the batch that carried it, stored before the call."""

    __abstract__ = True

    state: Mapped[StepState] = mapped_column(default=T.TODO, server_default="todo")
    key: Mapped[str] = mapped_column(String(120), unique=True)
    call_key: Mapped[str | None] = mapped_column(String(120))
    attempt: Mapped[int] = mapped_column(default=0, server_default="0")
    external_id: Mapped[str | None] = mapped_column(String(60))
    reason: Mapped[str] = mapped_column(String(1000), default="", server_default="")
    started_at: Mapped[dt.datetime | None]
    done_at: Mapped[dt.datetime | None]

    moves = Machine(
        column="state",
        start=({T.TODO, T.DOING, T.UNKNOWN}, T.DOING),
        finish=({T.TODO, T.DOING, T.UNKNOWN, T.FAILED}, T.DONE),
        fail=({T.TODO, T.DOING, T.UNKNOWN}, T.FAILED),
        lose=(T.DOING, T.UNKNOWN),
        retry=({T.FAILED, T.UNKNOWN}, T.TODO),
        renew=(T.DONE, T.TODO),
    )

    def done(self, external_id: str, at: dt.datetime) -> None:
        """It is out there, under that id. Again changes nothing."""
        if self.state is not StepState.DONE:
            self.moves.move(self, "finish")
            self.external_id, self.done_at, self.reason, self.call_key = external_id, at, "", None


class Step(Doing):
    """One of the steps of one document."""

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

    invoice: Mapped[Invoice | None] = relationship()
    credit_note: Mapped[CreditNote | None] = relationship()

    def __str__(self) -> str:
        return f"{self.name.value.replace('_', ' ')} of {self.invoice or self.credit_note}"
