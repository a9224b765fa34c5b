"""Where a run stands, from its steps and deliveries: running, done, or done but for what a person must look at."""

from __future__ import annotations

from app.access.actor import Actor
from app.models import InvoiceRun
from app.models.invoice_run import RunStatus
from app.queries.run_state import state_of
from app.work import transaction

VERBS = {RunStatus.APPROVED: "approve", RunStatus.RUNNING: "start", RunStatus.DONE: "finish", RunStatus.PARTIAL: "finish_partly"}


def settle_run(run_id: int, *, by: Actor) -> InvoiceRun:
    """Move the run to where its documents are. Locks it only when something changes."""
    with transaction(by=by) as work:
        run = work.get(InvoiceRun, run_id)
        target = state_of(work.session, run)
        if target is not run.status and run.status not in (RunStatus.DRAFT, RunStatus.PREVIEWED):
            run = work.lock(InvoiceRun, run_id)
            target = state_of(work.session, run)
            if target is not run.status:
                InvoiceRun.moves.move(run, VERBS[target])
    return run
