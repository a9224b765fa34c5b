"""Whose tasks are due when: my day, the mail of the morning, and the calendar (C1)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session, joinedload

from app.access.actor import Actor
from app.access.scope import narrowed
from app.access.task_scope import tasks_for
from app.core import clock
from app.core.entity import AnySelect
from app.models import FoyerUser, Opportunity, Task
from app.models.opportunity import Stage
from app.models.task import TaskStatus
from app.queries.tasks.about import key_of, name_of, records_of
from app.queries.tasks.nodes import nodes_of
from app.rules.task_dates import held_back

WEEK = dt.timedelta(days=7)
Q = TypeVar("Q", bound=AnySelect)


@dataclass(frozen=True, slots=True)
class MyTask:
    """An open task with the record that it is about. `waits` for a blocking one above it, or for its parent: it is not to be done yet."""

    task: Task
    record: Any
    waits: bool
    today: dt.date

    @property
    def name(self) -> str:
        return name_of(self.record)

    @property
    def who(self) -> str:
        """The name, and the company of a person."""
        return ", ".join(filter(None, (self.name, self.company)))

    @property
    def company(self) -> str:
        return self._of_person("company")

    @property
    def phone(self) -> str:
        return self._of_person("phone")

    @property
    def is_late(self) -> bool:
        return not self.waits and self.task.due_on < self.today

    def _of_person(self, name: str) -> str:
        """What is known of whoever it is about, where that is a person."""
        return getattr(self.record.lead if isinstance(self.record, Opportunity) else self.record, name, None) or ""


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
    """Open tasks that fit, by due date: of opportunities that are not abandoned, and about records that are still there."""
    query = (
        select(Task)
        .where(Task.status == TaskStatus.OPEN, *conditions)
        .join(Opportunity, Opportunity.id == Task.opportunity_id, isouter=True)
    )
    query = seen(session, query.where(or_(Task.noun_id.is_not(None), Opportunity.stage != Stage.ABANDONED)), *conditions, by=by)
    query = query.options(joinedload(Task.location), joinedload(Task.assignee))
    tasks = session.scalars(query.order_by(Task.due_on, Task.opportunity_id, Task.position, Task.id)).all()
    held = _held(session, {task.opportunity_id for task in tasks if task.opportunity_id is not None})
    records = records_of(session, tasks)
    found = ((task, records.get(key_of(task))) for task in tasks)
    return [
        MyTask(task, record, task.is_estimate or task.id in held, clock.today(task.location.zone))
        for task, record in found
        if record is not None
    ]


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
    theirs = seen(session, select(Task.assignee_id).where(Task.status == TaskStatus.OPEN), by=by)
    return list(
        session.scalars(
            select(FoyerUser)
            .where(or_(FoyerUser.id.in_(theirs), FoyerUser.id == besides))
            .order_by(FoyerUser.first_name, FoyerUser.last_name, FoyerUser.id)
        )
    )


def seen(session: Session, query: Q, *conditions: ColumnElement[bool], by: Actor) -> Q:
    """The query of open tasks that fit, of those alone that the actor may see."""
    if not by.is_staff:
        return narrowed(query, by, Task)
    there = select(Task.noun).where(Task.status == TaskStatus.OPEN, Task.noun_id.is_not(None), *conditions).distinct()
    criterion = tasks_for(by, set(session.scalars(there)) if by.location_ids is not None else None)
    return query if criterion is None else query.where(criterion)


def _held(session: Session, opportunity_ids: Iterable[int]) -> set[int]:
    """Tasks of these opportunities that wait for a blocking one. Whole trees are looked at: what blocks may be somebody else's."""
    trees = session.scalars(select(Task).where(Task.opportunity_id.in_(opportunity_ids)).order_by(Task.position)).all()
    return set(held_back(nodes_of(trees)))
