"""Resume a paused task from its next slot on."""

from __future__ import annotations

from flask_babel import gettext as _

from app.access.actor import Actor, require
from app.access.permissions import Permission
from app.core.clock import now
from app.core.errors import Refused
from app.models import Schedule
from app.rules.slots import expression, slot_after
from app.work import transaction


def resume_schedule(schedule_id: int, *, by: Actor) -> Schedule:
    """Slots that passed during the pause are not made up for: somebody wanted them not to run."""
    with transaction(by=by) as work:
        schedule = work.lock(Schedule, schedule_id)
        require(by, Permission.SCHEDULE_WRITE)
        if schedule.enabled:
            raise Refused(_("It is not paused."))
        if schedule.is_restored:
            schedule.last_result = ""  # somebody has looked: paused once more, it is as they want it
        schedule.enabled = True
        schedule.next_due_at = slot_after(expression(schedule.frequency, schedule.cron), schedule.zone, now())
    return schedule
