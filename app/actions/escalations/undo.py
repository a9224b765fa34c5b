"""Undo rises that were approved: a version that restores the price supersedes them, and who was told hears of it (P6)."""

from __future__ import annotations

from collections.abc import Collection

from flask_babel import gettext as _
from sqlalchemy import select

from app.access.actor import Actor, require
from app.access.permissions import Permission
from app.actions import said
from app.actions.escalations.chosen import chosen, follow_those_left
from app.actions.escalations.tell import take_back
from app.core.clock import now
from app.core.errors import Refused
from app.models import Escalation, LicensePrice
from app.models.escalation import EscalationStatus
from app.work import Work, transaction


def undo_escalations(ids: Collection[int], *, reason: str, by: Actor) -> list[Escalation]:
    """The price is what it was from the rise's own day on; what was billed of it is credited by a correction of the next run (P11).

    Raises Refused without a reason, and while a later rise of the license stands, which was made of this one.
    """
    with transaction(by=by) as work:
        require(by, Permission.ESCALATION_DECIDE)
        if not (why := reason.strip()[:500]):
            raise Refused(_("Say why: whoever looks next year will ask."), field="reason")
        rows = chosen(work, ids, besides=EscalationStatus.UNDONE)
        for row in reversed(rows):  # the latest year first
            _require_last(work, row)
            Escalation.moves.move(row, "undo")
            row.reason, row.decided_by, row.decided_at = why, by.name, now()
            work.session.add(
                LicensePrice(
                    license_id=row.license_id,
                    valid_from=row.valid_from,
                    primary_cents=row.old_primary_cents,
                    extra_cents=row.old_extra_cents,
                    reason=_("Rise undone: %(reason)s", reason=why)[:500],
                    escalation_id=row.id,
                    restores=True,
                )
            )
            work.session.flush()  # the one before it is the last one now
        take_back(work, rows)
        follow_those_left(work, rows)
    return rows


def _require_last(work: Work, row: Escalation) -> None:
    later = select(Escalation.due_on).where(
        Escalation.license_id == row.license_id, Escalation.due_on > row.due_on, Escalation.status == EscalationStatus.APPROVED
    )
    day = work.session.scalar(later.order_by(Escalation.due_on).limit(1))
    if day is not None:
        raise Refused(
            _("%(license)s: undo the rise of %(day)s first, it was made of this one.", license=row.license.code, day=said.day(day))
        )
