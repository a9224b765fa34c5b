"""Try a failed or unknown step of a document again."""

from __future__ import annotations

from app.access.actor import Actor, require
from app.access.permissions import Permission
from app.actions.invoice_runs.wake import CreditNoteApproved, InvoiceIssued, wake_run
from app.models import Invoice, Step
from app.models.credit_note import CreditNote
from app.models.step import StepName
from app.work import transaction


def retry_step(step_id: int, *, by: Actor) -> Step:
    """What Xero may already have is looked up first, whoever asks (I6)."""
    with transaction(by=by) as work:
        step = work.lock(Step, step_id)
        document = work.get(Invoice, step.invoice_id) if step.invoice_id else work.get(CreditNote, step.credit_note_id or 0)
        require(by, Permission.INVOICE_RUN_SEND, document)
        if step.call_key is None or step.name is StepName.PDF:
            Step.moves.move(step, "retry")
            step.reason = ""
        if step.run_id is not None:
            wake_run(work, step.run_id)
        elif step.credit_note_id is not None:
            work.emit(CreditNoteApproved(step.credit_note_id))
        elif step.invoice_id is not None:
            work.emit(InvoiceIssued(step.invoice_id))
    return step
