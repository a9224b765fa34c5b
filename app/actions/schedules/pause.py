"""Pause a task: no slot of it runs until it is resumed."""

from __future__ import annotations

from flask_babel import gettext as _

from app.access.actor import Actor, require
from app.access.permissions import Permission
from app.core.errors import Refused
from app.models import Schedule
from app.work import transaction


def pause_schedule(schedule_id: int, *, by: Actor) -> Schedule:
    """What already runs goes on to its end."""
    with transaction(by=by) as work:
        schedule = work.lock(Schedule, schedule_id)
        require(by, Permission.SCHEDULE_WRITE)
        if not schedule.enabled:
            raise Refused(_("It is already paused."))
        schedule.enabled, schedule.next_due_at = False, None
    return schedule
