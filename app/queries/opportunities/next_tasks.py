"""The next task of many opportunities at once: of those that wait for nothing, the one that is due first (C1)."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.access.actor import Actor
from app.access.permissions import Permission
from app.access.scope import narrowed
from app.models import Task
from app.models.task import TaskStatus
from app.queries.tasks.nodes import nodes_of
from app.rules.task_dates import held_back


class DueMark(StrEnum):
    OVERDUE = "overdue"
    TODAY = "today"
    LATER = "later"


@dataclass(frozen=True, slots=True)
class NextTask:
    title: str
    due_on: dt.date
    is_estimate: bool

    def mark(self, today: dt.date) -> DueMark:
        """An estimate is never overdue: nobody has agreed to it yet."""
        if self.due_on == today:
            return DueMark.TODAY
        return DueMark.OVERDUE if self.due_on < today and not self.is_estimate else DueMark.LATER


COLUMNS = (
    Task.id, Task.opportunity_id, Task.parent_id, Task.position, Task.title, Task.anchor, Task.offset_days, Task.moved_days, Task.is_blocking, Task.due_on, Task.is_estimate,
    Task.status, Task.done_on,
)  # fmt: skip


def next_tasks(session: Session, opportunity_ids: Sequence[int], *, by: Actor) -> dict[int, NextTask]:
    """By opportunity; those without an open task are left out. Nothing for who may see no tasks."""
    if not opportunity_ids or not by.may(Permission.TASK_READ):
        return {}
    trees: defaultdict[int, list[Any]] = defaultdict(list)
    for row in session.execute(narrowed(select(*COLUMNS).where(Task.opportunity_id.in_(opportunity_ids)), by, Task)):
        trees[row.opportunity_id].append(row)
    found = {opportunity_id: _next(tasks) for opportunity_id, tasks in trees.items()}
    return {opportunity_id: task for opportunity_id, task in found.items() if task is not None}


def _next(tasks: list[Any]) -> NextTask | None:
    waiting = held_back(nodes_of(tasks)) if any(task.is_blocking for task in tasks) else {}
    ready = [task for task in tasks if task.status is TaskStatus.OPEN and task.id not in waiting]
    first = min(ready, key=lambda task: (task.is_estimate, task.due_on, task.position), default=None)
    return NextTask(first.title, first.due_on, first.is_estimate) if first is not None else None
