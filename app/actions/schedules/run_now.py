"""Run a task now, beside its slots."""

from __future__ import annotations

from flask_babel import gettext as _

from app.access.actor import Actor, require
from app.access.permissions import Permission
from app.actions.schedules.begin_slot import begin_slot, is_open
from app.core.clock import now
from app.core.errors import Refused
from app.models import Schedule
from app.work import transaction


def run_schedule_now(schedule_id: int, *, by: Actor) -> int:
    """The id of the extra slot. A paused task runs as well: that is what a person asks for here."""
    with transaction(by=by) as work:
        schedule = work.lock(Schedule, schedule_id)
        require(by, Permission.SCHEDULE_WRITE)
        if is_open(work, schedule):
            raise Refused(_("It already runs, or is about to."))
        slot_id = begin_slot(work, schedule, now())
        if slot_id is None:
            raise Refused(_("It has just been started."))
        work.record("run", "schedule", [{"noun_id": schedule.id, "name": str(schedule), "changes": {}}])
    return slot_id
