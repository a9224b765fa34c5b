"""Make sure that every periodic task has its row. What staff changed in one stays as it is."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import select

from app.access.actor import Actor, require
from app.access.permissions import Permission
from app.core.clock import now
from app.models import Schedule
from app.models.schedule import Frequency
from app.rules.slots import expression, slot_after
from app.work import transaction


@dataclass(frozen=True, slots=True)
class ScheduleDefault:
    """How often a task runs until somebody changes that."""

    task: str
    frequency: Frequency
    cron: str = ""
    zone: str = "UTC"


def ensure_schedules(defaults: Iterable[ScheduleDefault], *, by: Actor) -> list[Schedule]:
    """The rows that were missing and are there now."""
    with transaction(by=by) as work:
        require(by, Permission.SCHEDULE_WRITE)
        there = set(work.session.scalars(select(Schedule.task)))
        made = []
        for default in defaults:
            if default.task in there:
                continue
            due = slot_after(expression(default.frequency, default.cron), default.zone, now())
            made.append(
                work.add(Schedule(task=default.task, frequency=default.frequency, cron=default.cron, zone=default.zone, next_due_at=due))
            )
    return made
