"""Write the dates of a tree anew after something in it was done, moved, added or undone (C1)."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select, text
from sqlalchemy.orm.attributes import set_committed_value

from app.core import clock
from app.models import Location, Opportunity, Task
from app.models.task import TaskStatus
from app.queries.tasks.nodes import days_of, nodes_of
from app.rules.task_dates import Due, dates
from app.work import Work

WRITE = text(
    "UPDATE task SET due_on = moved.due_on, is_estimate = moved.is_estimate"
    " FROM unnest(CAST(:ids AS bigint[]), CAST(:days AS date[]), CAST(:estimates AS boolean[])) AS moved(id, due_on, is_estimate) WHERE task.id = moved.id"
)


def tree_of(work: Work, opportunity: Opportunity) -> list[Task]:
    """All its tasks in their order, with their present values. The opportunity's row is locked, and with it its tree."""
    query = select(Task).where(Task.opportunity_id == opportunity.id).order_by(Task.position, Task.id)
    return list(work.session.scalars(query.execution_options(populate_existing=True)))


def replan(work: Work, opportunity: Opportunity | None, tasks: list[Task] | None = None) -> list[Task]:
    """The tree, its open tasks with the dates that the rule gives them. What is over keeps its date. A task that stands alone has no tree, and moves nothing."""
    if opportunity is None:
        return []
    work.session.flush()  # what was just done decides about the dates
    tasks = tree_of(work, opportunity) if tasks is None else tasks
    place = work.session.get_one(Location, opportunity.location_id)
    found = dates(nodes_of(tasks), opportunity.opened_on, days_of(place), today=clock.today(place.zone))
    _write(
        work,
        [
            (task, found[task.id])
            for task in tasks
            if task.status is TaskStatus.OPEN and (task.due_on, task.is_estimate) != (found[task.id].on, found[task.id].is_estimate)
        ],
    )
    return tasks


def _write(work: Work, moved: list[tuple[Task, Due]]) -> None:
    """Past the session: a row at a time, 200 dates and their audit would take longer than everything else together."""
    if not moved:
        return
    ids, days, estimates = zip(*((task.id, due.on, due.is_estimate) for task, due in moved), strict=True)
    work.session.execute(WRITE, {"ids": list(ids), "days": list(days), "estimates": list(estimates)})
    work.record("change", "task", [_told(task, due) for task, due in moved])
    for task, due in moved:
        set_committed_value(task, "due_on", due.on)
        set_committed_value(task, "is_estimate", due.is_estimate)


def _told(task: Task, due: Due) -> dict[str, Any]:
    changes: dict[str, list[Any]] = {"due_on": [str(task.due_on), str(due.on)], "is_estimate": [task.is_estimate, due.is_estimate]}
    return {
        "noun_id": task.id,
        "name": task.title,
        "location_id": task.location_id,
        "changes": {name: pair for name, pair in changes.items() if pair[0] != pair[1]},
    }
