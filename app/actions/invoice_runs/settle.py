"""Where a run stands, from its steps and deliveries: running, done, or done but for what a person must look at."""

from __future__ import annotations

from sqlalchemy import exists, select
from sqlalchemy.orm import Session, aliased

from app.access.actor import Actor
from app.models import CreditNote, Delivery, Invoice, InvoiceRun, Step
from app.models.credit_note import CreditNoteStatus
from app.models.delivery import DeliveryState
from app.models.invoice import InvoiceStatus
from app.models.invoice_run import RunStatus
from app.models.step import StepState
from app.work import transaction

MOVING = (StepState.TODO, StepState.DOING)
STUCK = (StepState.FAILED, StepState.UNKNOWN)
VERBS = {RunStatus.RUNNING: "start", RunStatus.DONE: "finish", RunStatus.PARTIAL: "finish_partly"}


def settle_run(run_id: int, *, by: Actor) -> InvoiceRun:
    """Move the run to where its documents are. Locks it only when something changes."""
    with transaction(by=by) as work:
        run = work.get(InvoiceRun, run_id)
        target = _standing(work.session, run)
        if target is not run.status and run.status not in (RunStatus.DRAFT, RunStatus.PREVIEWED):
            run = work.lock(InvoiceRun, run_id)
            target = _standing(work.session, run)
            if target is not run.status:
                InvoiceRun.moves.move(run, VERBS[target])
    return run


def _standing(session: Session, run: InvoiceRun) -> RunStatus:
    def some(criterion: object) -> bool:
        return bool(session.scalar(select(exists().where(criterion))))  # type: ignore[arg-type]

    stopped = aliased(Step)
    same = (stopped.invoice_id == Step.invoice_id) | (stopped.credit_note_id == Step.credit_note_id)
    blocked = select(stopped.id).where(same, stopped.state.in_(STUCK)).exists()
    if some((Step.run_id == run.id) & Step.state.in_(MOVING) & ~blocked):
        return RunStatus.RUNNING
    if some((Delivery.run_id == run.id) & Delivery.state.in_((DeliveryState.TODO, DeliveryState.SENDING))):
        return RunStatus.RUNNING
    if some((Step.run_id == run.id) & Step.state.in_(STUCK)):
        return RunStatus.PARTIAL
    if some((Delivery.run_id == run.id) & Delivery.state.in_((DeliveryState.FAILED, DeliveryState.UNKNOWN))):
        return RunStatus.PARTIAL
    unsent = some((Invoice.run_id == run.id) & (Invoice.status == InvoiceStatus.LOCKED)) or some(
        (CreditNote.run_id == run.id) & (CreditNote.status == CreditNoteStatus.APPROVED)
    )
    if unsent:
        return RunStatus.RUNNING if run.send_wanted_at else run.status if run.status is RunStatus.APPROVED else RunStatus.RUNNING
    return RunStatus.DONE
