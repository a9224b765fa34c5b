"""Wake what is not done: jobs are told again, the steps themselves say what is left (I5)."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import aliased

from app.access.actor import Actor
from app.actions.deliveries.wanted import DeliveryWanted
from app.actions.invoice_runs.approve import RunApproved
from app.actions.xero.record import DocumentInXero
from app.core.events import Event
from app.models import Delivery, Step
from app.models.delivery import DeliveryState
from app.models.step import StepName, StepState
from app.queries.xero_papers import PaperKind
from app.work import Work, transaction

XERO = (StepName.XERO_CREATE, StepName.XERO_CHECK)


@dataclass(frozen=True)
class CreditNoteApproved(Event):
    credit_note_id: int


@dataclass(frozen=True)
class InvoiceIssued(Event):
    """An invoice that no run made is paid: it goes into the books, becomes a PDF and is mailed."""

    invoice_id: int


def continue_run(run_id: int, *, by: Actor) -> None:
    """One job has done its share; another goes on."""
    with transaction(by=by) as work:
        work.emit(RunApproved(run_id))


def want_documents(run_id: int | None, *, by: Actor, credit_note_id: int | None = None, invoice_id: int | None = None) -> None:
    """The PDFs that are still to be made, of documents with nothing left to do before."""
    with transaction(by=by) as work:
        _wake_documents(work, run_id, credit_note_id, invoice_id)


def wake_run(work: Work, run_id: int) -> None:
    """Everything of the run that is not done, from wherever it stands."""
    work.emit(RunApproved(run_id))
    _wake_documents(work, run_id)
    printed = aliased(Step)
    same = (printed.invoice_id == Delivery.invoice_id) | (printed.credit_note_id == Delivery.credit_note_id)
    ready = select(printed.id).where(same, printed.name == StepName.PDF, printed.state == StepState.DONE)
    waiting = select(Delivery.id).where(
        Delivery.run_id == run_id, Delivery.state.in_((DeliveryState.TODO, DeliveryState.SENDING)), ready.exists()
    )
    work.emit_all([DeliveryWanted(delivery_id) for delivery_id in work.session.scalars(waiting)])


def _wake_documents(work: Work, run_id: int | None, credit_note_id: int | None = None, invoice_id: int | None = None) -> None:
    before = aliased(Step)
    same = (before.invoice_id == Step.invoice_id) | (before.credit_note_id == Step.credit_note_id)
    unfinished = select(before.id).where(same, before.name.in_(XERO), before.state != StepState.DONE)
    query = select(Step.invoice_id, Step.credit_note_id).where(
        Step.name == StepName.PDF, Step.state.in_((StepState.TODO, StepState.DOING)), ~unfinished.exists()
    )
    own = Step.credit_note_id == credit_note_id if credit_note_id is not None else Step.invoice_id == invoice_id
    query = query.where(Step.run_id == run_id if run_id is not None else own)
    work.emit_all(
        [
            DocumentInXero(PaperKind.INVOICE.value, invoice_id) if invoice_id else DocumentInXero(PaperKind.CREDIT_NOTE.value, note_id or 0)
            for invoice_id, note_id in work.session.execute(query)
        ]
    )
