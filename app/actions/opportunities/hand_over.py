"""An opportunity changes hands, and with it the open tasks of its owner."""

from __future__ import annotations

from sqlalchemy import or_, select

from app.models import Opportunity, Task
from app.models.task import TaskStatus
from app.models.track import TaskRole
from app.work import Work


def hand_over(work: Work, opportunity: Opportunity, owner_id: int | None) -> list[Task]:
    """The tasks that moved: what the owner had, and the owner's tasks that nobody has. The opportunity's row is locked by the caller."""
    before = opportunity.owner_id
    if before == owner_id:
        return []
    opportunity.owner_id = owner_id
    query = select(Task).where(Task.opportunity_id == opportunity.id, Task.status == TaskStatus.OPEN)
    nobodys = (Task.assignee_id.is_(None)) & (Task.role == TaskRole.OWNER)
    query = query.where(nobodys if before is None else or_(nobodys, Task.assignee_id == before))
    tasks = list(work.session.scalars(query.order_by(Task.id).with_for_update()))
    for task in tasks:
        task.assignee_id = owner_id
    return tasks
