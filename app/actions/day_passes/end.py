"""End a day pass: the days that are left are no good any more; those that were used stay as they were."""

from __future__ import annotations

import datetime as dt

from flask_babel import gettext as _

from app.access.actor import Actor, require
from app.access.permissions import Permission
from app.core import clock
from app.core.errors import Refused
from app.models import DayPass
from app.work import Work, transaction


def end_day_pass(day_pass_id: int, *, reason: str, by: Actor) -> DayPass:
    """Raises Refused at `reason` without one."""
    with transaction(by=by) as work:
        row = work.lock(DayPass, day_pass_id)
        require(by, Permission.DAY_PASS_WRITE)
        if not reason.strip():
            raise Refused(_("Say why."), field="reason")
        end(work, row, reason)
    return row


def end(work: Work, row: DayPass, reason: str) -> None:
    """Within a transaction, of a locked row."""
    row.valid_until = clock.now().date() - dt.timedelta(days=2)  # over in every zone
    row.reason = f"{row.reason} {reason.strip()}".strip()[:500]
    work.session.flush()
