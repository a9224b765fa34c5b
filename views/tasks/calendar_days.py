"""A person's open tasks as days of a calendar: what is overdue stands today, what is an estimate or waits is tentative."""

from __future__ import annotations

from flask import current_app
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from app.access.staff import staff
from app.models import Task
from app.queries.tasks.mine import MyTask, open_tasks
from app.rendering.ical_days import WholeDay


def days_of_tasks(session: Session, user_id: int) -> list[WholeDay]:
    """Whoever has the secret reads what the person has to do and may see today, and nothing else."""
    return [_day(each) for me in staff(session, [user_id]) for each in open_tasks(session, Task.assignee_id == user_id, by=me)]


def _day(each: MyTask) -> WholeDay:
    task, base = each.task, current_app.extensions["settings"].public_url.rstrip("/")
    words = _("%(task)s: %(who)s", task=task.title, who=each.name)
    return WholeDay(
        uid=f"task-{task.public_id}@foyer",
        on=max(task.due_on, each.today),
        summary=_("Overdue: %(task)s", task=words) if each.is_late else words,
        description="\n".join(part for part in (each.company, each.phone, task.note, task.location.name) if part),
        link=f"{base}/my-day/",
        is_certain=not each.waits,
    )
