"""A task does not stay with somebody who cannot do it (C1)."""

from __future__ import annotations

from app.models import Opportunity, Task
from app.models.track import TaskRole
from app.queries.tasks.doers import can_do, does_tasks, next_doer, next_of
from app.work import Work


def give_on(work: Work, task: Task) -> bool:
    """Whether it changed hands: it goes to the owner of its deal, else to whose turn it is of those who can do it, and where that is nobody it is nobody's."""
    who = task.assignee_id
    if who is None or can_do(work.session, who, task):
        return False
    task.assignee_id = _next(work, task, who)
    return True


def _next(work: Work, task: Task, user_id: int) -> int | None:
    if task.opportunity_id is None:
        return next_of(work.session, task, besides=user_id)
    owner = work.session.get_one(Opportunity, task.opportunity_id).owner_id
    if owner is not None and owner != user_id and does_tasks(work.session, owner, task.location_id):
        return owner
    role = TaskRole.SALES if task.role is TaskRole.OWNER else task.role
    return next_doer(work.session, task.location_id, role, besides=user_id)
