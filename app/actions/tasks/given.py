"""Whoever is given a task hears of it."""

from __future__ import annotations

from app.actions.notifications.tell import tell
from app.models import Task
from app.models.notification import NotificationKind
from app.queries.tasks.about import name_of, needed_for, record_of
from app.work import Work


def tell_given(work: Work, task: Task, key: str) -> None:
    """Once a `key`."""
    name = name_of(record_of(work.session, task))
    told: dict[str, str] = {"who": work.by.name, "name": name, "due_on": task.due_on.isoformat(), "task": task.title}
    tell(work, NotificationKind.TASK_GIVEN, to=[task.assignee_id], about=task, permission=needed_for(task), key=key, **told)
