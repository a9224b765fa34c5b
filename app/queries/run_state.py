"""Where a run stands by its steps and deliveries, whatever its row says: the row follows a moment later."""

from __future__ import annotations

from sqlalchemy import exists, select
from sqlalchemy.orm import Session, aliased

from app.models import CreditNote, Delivery, Invoice, InvoiceRun, Step
from app.models.credit_note import CreditNoteStatus
from app.models.delivery import DeliveryState
from app.models.invoice import InvoiceStatus
from app.models.invoice_run import RunStatus
from app.models.step import StepState
from app.models.to_decide import STUCK

MOVING = (StepState.TODO, StepState.DOING)


def state_of(session: Session, run: InvoiceRun) -> RunStatus:
    """Of an approved run: still running, waiting to be sent, done, or done but for what a person must look at."""

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
    for wanted, found in ((True, RunStatus.RUNNING), (False, RunStatus.APPROVED)):  # on their way, or waiting for somebody to send them
        sent = [model.send_wanted_at.is_not(None) if wanted else model.send_wanted_at.is_(None) for model in (Invoice, CreditNote)]
        if some((Invoice.run_id == run.id) & (Invoice.status == InvoiceStatus.LOCKED) & sent[0]) or some(
            (CreditNote.run_id == run.id) & (CreditNote.status == CreditNoteStatus.APPROVED) & sent[1]
        ):
            return found
    return RunStatus.DONE
