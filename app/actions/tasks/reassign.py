"""Give a task to somebody else, or to nobody yet."""

from __future__ import annotations

from flask_babel import gettext as _

from app.access.actor import Actor
from app.actions.tasks.given import tell_given
from app.actions.tasks.lock import lock_task
from app.core import clock
from app.core.errors import Refused
from app.models import Task
from app.models.task import TaskStatus
from app.queries.tasks.doers import can_do
from app.work import Work, transaction


def reassign_task(task_id: int, assignee_id: int | None, *, by: Actor) -> Task:
    """Raises Refused at `assignee` for somebody who works on no tasks there, and for a task that is over."""
    with transaction(by=by) as work:
        task, _opportunity = lock_task(work, task_id)
        if task.status is not TaskStatus.OPEN:
            raise Refused(_("“%(task)s” is over: there is nothing to hand over.", task=task.title))
        require_doer(work, task, assignee_id)
        task.assignee_id = assignee_id
        tell_given(work, task, f"task-{task.id}-{int(clock.now().timestamp())}")
    return task


def require_doer(work: Work, task: Task, assignee_id: int | None) -> None:
    """Nobody is fine. Raises Refused at `assignee`."""
    if assignee_id is not None and not can_do(work.session, assignee_id, task):
        wrong = (
            _("Choose somebody who works on tasks at this location.")
            if task.noun_id is None
            else _("Choose somebody who works on tasks, and may see what this one is about.")
        )
        raise Refused(wrong, field="assignee")
