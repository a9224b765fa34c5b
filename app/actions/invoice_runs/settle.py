"""Where a run stands, from its steps and deliveries: running, done, or done but for what a person must look at."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass

from app.access.actor import Actor
from app.core.errors import Conflict
from app.core.events import Event
from app.models import InvoiceRun
from app.models.invoice_run import RunStatus
from app.queries.run_state import state_of
from app.work import transaction

VERBS = {RunStatus.APPROVED: "approve", RunStatus.RUNNING: "start", RunStatus.DONE: "finish", RunStatus.PARTIAL: "finish_partly"}


@dataclass(frozen=True)
class RunEnded(Event):
    """It is done, or done but for what a person must look at."""

    run_id: int


def settle_run(run_id: int, *, by: Actor) -> None:
    """Move the run to where its documents are, once what changed is committed: two who look inside their transactions do not see each other.

    Locks the run only when something changes, for thousands of mails ask; and looks again when it moved it, because
    whoever looked meanwhile did not see the move, and found nothing to do.
    """
    while _is_moved(run_id, by=by):
        pass


def settle_when_free(run_id: int, *, by: Actor) -> None:
    """For an action that is committed: that the run is held for seconds does not refuse it. Who holds it so long looks when they are done (`settling`)."""
    with suppress(Conflict):
        settle_run(run_id, by=by)


@contextmanager
def settling(run_id: int, *, by: Actor) -> Iterator[None]:
    """Around a transaction that holds the run for seconds (preview, approval, sending), however it ends: nobody could move it meanwhile, and nobody else looks again."""
    try:
        yield
    finally:
        settle_when_free(run_id, by=by)


def _is_moved(run_id: int, *, by: Actor) -> bool:
    with transaction(by=by) as work:
        run = work.get(InvoiceRun, run_id)
        if run.status in (RunStatus.DRAFT, RunStatus.PREVIEWED) or state_of(work.session, run) is run.status:
            return False
        run = work.lock(InvoiceRun, run_id)
        target = state_of(work.session, run)
        if target is run.status:
            return False
        InvoiceRun.moves.move(run, VERBS[target])
        if target in (RunStatus.DONE, RunStatus.PARTIAL):
            work.emit(RunEnded(run_id))
    return True
