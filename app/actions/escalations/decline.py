"""Decline rises: the price stays for that year, and the next year's builds on what it is (P6)."""

from __future__ import annotations

from collections.abc import Collection

from flask_babel import gettext as _

from app.access.actor import Actor, require
from app.access.permissions import Permission
from app.actions.escalations.chosen import chosen, follow_those_left
from app.core.clock import now
from app.core.errors import Refused
from app.models import Escalation
from app.models.escalation import EscalationStatus
from app.work import transaction


def decline_escalations(ids: Collection[int], *, reason: str, by: Actor) -> list[Escalation]:
    """Those that were proposed, with a reason that stays to be read. Raises Refused without one, and for one that was approved."""
    with transaction(by=by) as work:
        require(by, Permission.ESCALATION_DECIDE)
        if not (why := reason.strip()[:500]):
            raise Refused(_("Say why: whoever looks next year will ask."), field="reason")
        rows, at = chosen(work, ids, besides=EscalationStatus.DECLINED), now()
        for row in rows:
            Escalation.moves.move(row, "decline")
            row.reason, row.decided_by, row.decided_at = why, by.name, at
        follow_those_left(work, rows)
    return rows
