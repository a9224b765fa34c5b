"""Whose tasks are due when: my day, the mail of the morning, and the calendar (C1)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session, joinedload

from app.access.actor import Actor
from app.access.scope import narrowed
from app.core import clock
from app.models import FoyerUser, Lead, Opportunity, Task
from app.models.opportunity import Stage
from app.models.task import TaskStatus
from app.queries.tasks.nodes import nodes_of
from app.rules.task_dates import held_back

WEEK = dt.timedelta(days=7)


@dataclass(frozen=True, slots=True)
class MyTask:
    """An open task with whom it is about. `waits` for a blocking one above it, or for its parent: it is not to be done yet."""

    task: Task
    deal: Opportunity
    waits: bool
    today: dt.date

    @property
    def is_late(self) -> bool:
        return not self.waits and self.task.due_on < self.today


@dataclass(frozen=True, slots=True)
class MyDay:
    """What can be done: overdue, today, in the next seven days. `waiting`: how many of mine wait for something else."""

    overdue: tuple[MyTask, ...]
    today: tuple[MyTask, ...]
    week: tuple[MyTask, ...]
    waiting: int

    @property
    def is_empty(self) -> bool:
        return not (self.overdue or self.today or self.week)


def open_tasks(session: Session, *conditions: ColumnElement[bool], by: Actor) -> list[MyTask]:
    """Open tasks that fit, of opportunities that are not abandoned, by due date."""
    query = select(Task).where(Task.status == TaskStatus.OPEN, *conditions).join(Opportunity, Opportunity.id == Task.opportunity_id)
    query = narrowed(query.where(Opportunity.stage != Stage.ABANDONED), by, Task)
    query = query.options(
        joinedload(Task.location),
        joinedload(Task.assignee),
        joinedload(Task.opportunity).joinedload(Opportunity.lead).joinedload(Lead.contact),
    )
    tasks = session.scalars(query.order_by(Task.due_on, Task.opportunity_id, Task.position)).all()
    held = _held(session, {task.opportunity_id for task in tasks})
    return [MyTask(task, task.opportunity, task.is_estimate or task.id in held, clock.today(task.location.zone)) for task in tasks]


def my_day(session: Session, user_id: int, *, by: Actor, location_id: int | None = None) -> MyDay:
    """By the days of each task's own location."""
    here = [Task.location_id == location_id] if location_id is not None else []
    found = open_tasks(session, Task.assignee_id == user_id, *here, by=by)
    ready = [each for each in found if not each.waits]
    return MyDay(
        overdue=tuple(each for each in ready if each.is_late),
        today=tuple(each for each in ready if each.task.due_on == each.today),
        week=tuple(each for each in ready if each.today < each.task.due_on <= each.today + WEEK),
        waiting=len(found) - len(ready),
    )


def with_open_tasks(session: Session, *, by: Actor, besides: int) -> list[FoyerUser]:
    """Whose open tasks the actor may see, and the user `besides`, by name."""
    theirs = narrowed(select(Task.assignee_id).where(Task.status == TaskStatus.OPEN), by, Task)
    return list(session.scalars(select(FoyerUser).where(or_(FoyerUser.id.in_(theirs), FoyerUser.id == besides)).order_by(FoyerUser.first_name, FoyerUser.last_name, FoyerUser.id)))


def _held(session: Session, opportunity_ids: Iterable[int]) -> set[int]:
    """Tasks of these opportunities that wait for a blocking one. Whole trees are looked at: what blocks may be somebody else's."""
    trees = session.scalars(select(Task).where(Task.opportunity_id.in_(opportunity_ids)).order_by(Task.position)).all()
    return set(held_back(nodes_of(trees)))
