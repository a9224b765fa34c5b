"""Leave an organisation out of a run, with a reason, and take it back in."""

from __future__ import annotations

from flask_babel import gettext as _
from sqlalchemy import select

from app.access.actor import Actor, require
from app.access.permissions import Permission
from app.core import clock
from app.core.errors import Missing, Refused
from app.models import InvoiceRun, RunOrganisation
from app.models.invoice_run import Decision
from app.work import Work, transaction


def leave_out(run_id: int, organisation_id: int, reason: str, *, by: Actor) -> RunOrganisation:
    """It is billed for the month by a supplementary run, not by a correction (P11)."""
    reason = reason.strip()
    with transaction(by=by) as work:
        row = _row(work, run_id, organisation_id, by)
        if not reason:
            raise Refused(_("Say why %(name)s is left out.", name=row.organisation.name), field="reason")
        row.decision, row.left_out_reason = Decision.LEFT_OUT, reason[:500]
        row.decided_by, row.decided_at = by.name, clock.now()
        _told(work, row, "leave_out")
    return row


def take_back(run_id: int, organisation_id: int, *, by: Actor) -> RunOrganisation:
    """Bill it with the others after all."""
    with transaction(by=by) as work:
        row = _row(work, run_id, organisation_id, by)
        row.decision, row.left_out_reason, row.decided_by, row.decided_at = Decision.OPEN, "", "", None
        _told(work, row, "take_back")
    return row


def _row(work: Work, run_id: int, organisation_id: int, by: Actor) -> RunOrganisation:
    require(by, Permission.INVOICE_RUN_PREPARE)
    run = work.lock(InvoiceRun, run_id)
    row: RunOrganisation | None = work.session.scalar(
        select(RunOrganisation).where(RunOrganisation.run_id == run.id, RunOrganisation.organisation_id == organisation_id)
    )
    if row is None:
        raise Missing(_("This organisation is not part of %(run)s.", run=run))
    if row.decision is Decision.APPROVED:
        raise Refused(_("%(name)s is already approved.", name=row.organisation.name))
    return row


def _told(work: Work, row: RunOrganisation, verb: str) -> None:
    run = row.run
    work.record(
        verb,
        "invoice_run",
        [
            {
                "noun_id": run.id,
                "name": f"{run}: {row.organisation}",
                "location_id": run.location_id,
                "changes": {"reason": [None, row.left_out_reason]},
            }
        ],
    )
