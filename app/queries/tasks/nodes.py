"""The tasks of an opportunity and of a track as the rule of their dates sees them (C1)."""

from __future__ import annotations

from collections.abc import Iterable

from app.models import Location, Task, TrackTask
from app.models.task import TaskStatus
from app.queries.working_days import working_day_test
from app.rules.task_dates import Node
from app.rules.working_calendar import WorkingDays


def days_of(location: Location) -> WorkingDays:
    """The working days of a location's country."""
    return WorkingDays(working_day_test(location))


def nodes_of(tasks: Iterable[Task]) -> list[Node]:
    """In the order in which they come."""
    return [
        Node(
            id=task.id,
            parent_id=task.parent_id,
            anchor=task.anchor,
            offset_days=task.offset_days,
            moved_days=task.moved_days,
            is_blocking=task.is_blocking,
            due_on=task.due_on,
            over_on=None if task.status is TaskStatus.OPEN else task.done_on,
        )
        for task in tasks
    ]


def nodes_of_track(tasks: Iterable[TrackTask]) -> list[Node]:
    """As they are on the day of opening: nothing is done, nothing was moved."""
    return [Node(task.id, task.parent_id, task.anchor, task.offset_days, is_blocking=task.is_blocking) for task in tasks]
