"""What the mail of the morning tells: the tasks of a person that are overdue or due today (C1)."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.access.staff import staff
from app.core import clock
from app.models import FoyerUser, Location, Task
from app.models.task import TaskStatus
from app.queries.letter_sender import home_of
from app.queries.tasks.mine import MyTask, my_day
from app.queries.working_days import working_day_test

BEGINS, LATEST = dt.time(7), dt.time(12)


@dataclass(frozen=True, slots=True)
class DueTask:
    """One line of the mail."""

    title: str
    who: str
    place: str
    due_on: dt.date


@dataclass(frozen=True, slots=True)
class TaskDigest:
    """Both in the order in which they are due. It is false when there is nothing to tell."""

    overdue: tuple[DueTask, ...]
    today: tuple[DueTask, ...]

    def __bool__(self) -> bool:
        return bool(self.overdue or self.today)


def task_digest(session: Session, user_id: int) -> TaskDigest:
    """As it is now: what was done since the mail was ordered is not in it."""
    people = staff(session, [user_id])  # what they may not see any more is no news for them
    if not people:
        return TaskDigest((), ())
    found = my_day(session, user_id, by=people[0])
    return TaskDigest(tuple(map(_line, found.overdue)), tuple(map(_line, found.today)))


def morning_of(user: FoyerUser, session: Session) -> tuple[Location, dt.date] | None:
    """The place and day of a person's working morning, from seven until noon; None at any other time. Without a home it is that of their tasks."""
    place = (
        home_of(user)
        or session.scalars(
            select(Location).where(
                Location.id
                == select(func.min(Task.location_id)).where(Task.assignee_id == user.id, Task.status == TaskStatus.OPEN).scalar_subquery()
            )
        ).first()
    )
    return morning_at(place) if place is not None else None


def morning_at(place: Location) -> tuple[Location, dt.date] | None:
    """The same for somebody whose place is known."""
    local = clock.now().astimezone(ZoneInfo(place.zone))
    return (place, local.date()) if BEGINS <= local.time() < LATEST and working_day_test(place)(local.date()) else None


def with_due_tasks(session: Session) -> list[int]:
    """Users who may have something to be told: an open task that is due on some location's today. By number."""
    latest = clock.now().date() + dt.timedelta(days=1)  # nowhere is it later than that
    query = select(Task.assignee_id).join(FoyerUser, FoyerUser.id == Task.assignee_id)
    query = query.where(Task.status == TaskStatus.OPEN, Task.due_on <= latest, FoyerUser.active).distinct()
    return sorted(user_id for user_id in session.scalars(query) if user_id is not None)


def _line(each: MyTask) -> DueTask:
    return DueTask(each.task.title, each.who, each.task.location.name, each.task.due_on)
