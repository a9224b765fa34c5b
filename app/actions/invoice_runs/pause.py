"""Pause a run after the step it is at, and let it go on."""

from __future__ import annotations

from flask_babel import gettext as _

from app.access.actor import Actor, require
from app.access.permissions import Permission
from app.actions.invoice_runs.wake import wake_run
from app.core import clock
from app.core.errors import Refused
from app.models import InvoiceRun
from app.models.invoice_run import RunStatus
from app.work import transaction

NOT_BEGUN = (RunStatus.DRAFT, RunStatus.PREVIEWED)


def pause_run(run_id: int, *, by: Actor) -> InvoiceRun:
    """What is under way is finished; nothing new begins."""
    with transaction(by=by) as work:
        run = work.lock(InvoiceRun, run_id)
        require(by, Permission.INVOICE_RUN_SEND, run)
        if run.status in NOT_BEGUN or run.status is RunStatus.DONE:
            raise Refused(_("%(run)s is not running.", run=run))
        run.paused_at = run.paused_at or clock.now()
    return run


def resume_run(run_id: int, *, by: Actor) -> InvoiceRun:
    """Go on with all that is not done."""
    with transaction(by=by) as work:
        run = work.lock(InvoiceRun, run_id)
        require(by, Permission.INVOICE_RUN_SEND, run)
        if run.paused_at is None:
            raise Refused(_("%(run)s is not paused.", run=run))
        run.paused_at = None
        wake_run(work, run.id)
    return run
