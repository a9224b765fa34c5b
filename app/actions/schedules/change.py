"""Change how often a task runs, and on which clock."""

from __future__ import annotations

from flask_babel import gettext as _

from app.access.actor import Actor, require
from app.access.permissions import Permission
from app.core.clock import now, zones
from app.core.errors import Refused
from app.models import Schedule
from app.models.schedule import Frequency
from app.rules.slots import cron_problem, expression, slot_after
from app.work import transaction


def change_schedule(schedule_id: int, *, frequency: Frequency, cron: str = "", zone: str, by: Actor) -> Schedule:
    """The next slot follows from the new settings; slots that the old ones missed are not made up for."""
    with transaction(by=by) as work:
        schedule = work.lock(Schedule, schedule_id)
        require(by, Permission.SCHEDULE_WRITE)
        cron = " ".join(cron.split()) if frequency is Frequency.CRON else ""
        if zone not in zones():
            raise Refused(_("%(zone)s is not a time zone. Use a name such as Africa/Johannesburg.", zone=zone), field="zone")
        if frequency is Frequency.CRON and (problem := cron_problem(cron)):
            raise Refused(_cron_refusal(problem), field="cron")

        schedule.frequency, schedule.cron, schedule.zone = frequency, cron, zone
        schedule.next_due_at = slot_after(expression(frequency, cron), zone, now())
    return schedule


def _cron_refusal(problem: str) -> str:
    if problem == "never":
        return str(_("That day never comes."))
    return str(_("A cron expression has five fields: minute, hour, day, month and weekday, such as 30 6 * * mon."))
