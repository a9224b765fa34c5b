"""Periodic tasks as they stand: how the last slot went, and which failed lately."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.core.clock import now
from app.models import Schedule, ScheduleSlot
from app.models.schedule import RESTORED, Outcome

NIGHT = dt.timedelta(hours=24)
SOON, OFTEN = dt.timedelta(hours=2), dt.timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class FailedTask:
    """A task of which `number` slots failed since yesterday; `result` is of the last one, and `is_over` when a later one went well."""

    schedule: Schedule
    number: int
    last_slot: dt.datetime
    result: str
    is_over: bool


def last_tick(session: Session) -> dt.datetime | None:
    """The last slot that the clock began."""
    return session.scalar(select(func.max(Schedule.last_slot)))


def waits_since(session: Session) -> dt.datetime | None:
    """The longest that a task has been due and was not begun: with a clock that ticks it is under a minute."""
    return session.scalar(select(func.min(Schedule.next_due_at)).where(Schedule.enabled, Schedule.next_due_at < now()))


def failing(session: Session) -> Sequence[Schedule]:
    """Tasks that failed last, and will not soon be tried again, or have not gone well for a quarter of an hour."""
    rows = session.scalars(select(Schedule).where(Schedule.last_outcome == Outcome.FAILED, Schedule.enabled).order_by(Schedule.task)).all()
    return [row for row in rows if row.next_due_at is None or row.next_due_at > now() + SOON or not _went_well(session, row)]


def paused_by_restore(session: Session) -> Sequence[Schedule]:
    """Nothing of them happens until a person has looked and resumes them."""
    query = select(Schedule).where(~Schedule.enabled, Schedule.last_result.startswith(RESTORED, autoescape=True))
    return session.scalars(query.order_by(Schedule.task)).all()


def failed_lately(session: Session) -> list[FailedTask]:
    """Since yesterday at this time, the latest first."""
    query = (
        select(ScheduleSlot.schedule_id, func.count(), func.max(ScheduleSlot.slot))
        .where(ScheduleSlot.outcome == Outcome.FAILED, ScheduleSlot.slot > now() - NIGHT)
        .group_by(ScheduleSlot.schedule_id)
        .order_by(func.max(ScheduleSlot.slot).desc())
    )
    found = []
    for schedule_id, number, slot in session.execute(query).all():
        schedule = session.get_one(Schedule, schedule_id)
        result = session.scalar(select(ScheduleSlot.result).where(ScheduleSlot.schedule_id == schedule_id, ScheduleSlot.slot == slot)) or ""
        found.append(FailedTask(schedule, number, slot, result, schedule.last_outcome is not Outcome.FAILED))
    return found


def _went_well(session: Session, row: Schedule) -> bool:
    query = select(ScheduleSlot.id).where(
        ScheduleSlot.schedule_id == row.id, ScheduleSlot.slot > now() - OFTEN, ScheduleSlot.outcome == Outcome.DONE
    )
    return session.scalar(query.limit(1)) is not None
