"""Give a task to somebody else, or to nobody yet."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _

from app.access.actor import Actor
from app.actions.notifications.tell import tell
from app.actions.tasks.lock import lock_task
from app.core import clock
from app.core.errors import Refused
from app.models import Task
from app.models.notification import NotificationKind
from app.models.task import TaskStatus
from app.queries.tasks.doers import does_tasks
from app.work import Work, transaction


def reassign_task(task_id: int, assignee_id: int | None, *, by: Actor) -> Task:
    """Raises Refused at `assignee` for somebody who works on no tasks there, and for a task that is over."""
    with transaction(by=by) as work:
        task, _opportunity = lock_task(work, task_id)
        if task.status is not TaskStatus.OPEN:
            raise Refused(_("“%(task)s” is over: there is nothing to hand over.", task=task.title))
        require_doer(work, assignee_id, task.location_id)
        task.assignee_id = assignee_id
        facts: dict[str, Any] = {"who": by.name, "name": task.opportunity.lead.name, "due_on": task.due_on.isoformat(), "task": task.title}
        tell(work, NotificationKind.TASK_GIVEN, to=[assignee_id], about=task, key=f"task-{task.id}-{int(clock.now().timestamp())}", **facts)
    return task


def require_doer(work: Work, assignee_id: int | None, location_id: int) -> None:
    """Nobody is fine. Raises Refused at `assignee`."""
    if assignee_id is not None and not does_tasks(work.session, assignee_id, location_id):
        raise Refused(_("Choose somebody who works on tasks at this location."), field="assignee")
