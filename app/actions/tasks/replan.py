"""Write the dates of a tree anew after something in it was done, moved, added or undone (C1)."""

from __future__ import annotations

from sqlalchemy import select

from app.models import Location, Opportunity, Task
from app.models.task import TaskStatus
from app.queries.tasks.nodes import days_of, nodes_of
from app.rules.task_dates import dates
from app.work import Work


def tree_of(work: Work, opportunity: Opportunity) -> list[Task]:
    """All its tasks in their order, with their present values. The opportunity's row is locked, and with it its tree."""
    query = select(Task).where(Task.opportunity_id == opportunity.id).order_by(Task.position, Task.id)
    return list(work.session.scalars(query.execution_options(populate_existing=True)))


def replan(work: Work, opportunity: Opportunity, tasks: list[Task] | None = None) -> list[Task]:
    """The tree, its open tasks with the dates that the rule gives them. What is over keeps its date."""
    work.session.flush()  # what was just done decides about the dates
    tasks = tree_of(work, opportunity) if tasks is None else tasks
    found = dates(nodes_of(tasks), opportunity.opened_on, days_of(work.session.get_one(Location, opportunity.location_id)))
    for task in tasks:
        due = found[task.id]
        if task.status is TaskStatus.OPEN and (task.due_on, task.is_estimate) != (due.on, due.is_estimate):
            task.due_on, task.is_estimate = due.on, due.is_estimate
    return tasks
