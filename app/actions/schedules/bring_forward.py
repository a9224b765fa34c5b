"""Let a task come before its time, because something happened that it should look at."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import func, select, update

from app.access.actor import Actor, require
from app.access.permissions import Permission
from app.core.clock import now
from app.models import Schedule, ScheduleSlot
from app.models.schedule import Outcome
from app.work import transaction

NOT_BEGUN = (Outcome.MISSED, Outcome.SKIPPED)


def bring_forward(task: str, *, pause: dt.timedelta, by: Actor) -> None:
    """Due now, or so long after its last slot; left alone when its own slot comes within the same time, and when it is paused.

    However many ask, the row says once when it is due, so that what many wait for is done once.
    """
    with transaction(by=by) as work:
        require(by, Permission.SCHEDULE_WRITE)
        last = work.session.scalar(
            select(func.max(ScheduleSlot.slot))
            .join(Schedule)
            .where(Schedule.task == task, ScheduleSlot.outcome.not_in(NOT_BEGUN), ScheduleSlot.slot <= now())
        )
        soon = now() if last is None else max(now(), last + pause)
        earlier = update(Schedule).where(Schedule.task == task, Schedule.enabled, Schedule.next_due_at > soon + pause)
        work.session.execute(
            earlier.values(next_due_at=soon).execution_options(synchronize_session=False)
        )  # no line in the audit for what the clock does
