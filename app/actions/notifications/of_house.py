"""Those who keep Foyer running hear of jobs that gave up and of what is stuck; each hears of tasks that are overdue."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import func, select

from app.access.actor import SYSTEM
from app.access.permissions import P
from app.access.staff import staff, working
from app.actions.notifications.tell import tell
from app.core import clock
from app.models import Notification, OutboxMessage, Task
from app.models.notification import NotificationKind
from app.models.outbox import OutboxState
from app.models.task import TaskStatus
from app.queries.health.troubles import troubles
from app.queries.tasks.about import key_of, name_of, needed_for, records_of
from app.work import Work, transaction

A_WHILE = dt.timedelta(days=2)  # what gave up before is on the page of jobs, and no news


def tell_of_house() -> int:
    """How many hear of something now. Asked again it is none."""
    with transaction(by=SYSTEM) as work:
        return _parked(work) + _stuck(work) + _overdue(work)


def _parked(work: Work) -> int:
    at = func.coalesce(OutboxMessage.failed_at, OutboxMessage.made_at)  # what was made days ago may give up now
    given_up = (
        select(OutboxMessage)
        .where(OutboxMessage.state == OutboxState.PARKED, at > clock.now() - A_WHILE)
        .order_by(at.desc(), OutboxMessage.id.desc())
        .limit(50)
    )
    rows = work.session.scalars(given_up).all()
    keys = {f"parked-{row.id}-{row.attempt}": row for row in rows}
    fresh = keys.keys() - _known(work, NotificationKind.JOB_PARKED, keys)
    if not fresh:
        return 0
    to = working(staff(work.session), P.OUTBOX_RETRY)
    told = 0
    for key in sorted(fresh):
        row = keys[key]
        told += len(
            tell(
                work,
                NotificationKind.JOB_PARKED,
                to=to,
                key=key,
                path="/jobs/list/",
                permission=P.OUTBOX_READ,
                job=row.job.rpartition(".")[2].replace("_", " "),
                reason=row.last_error[:300],
            )
        )
    return told


def _stuck(work: Work) -> int:
    """Once a day for each thing that is."""
    day = clock.now().date().isoformat()
    wanted = {f"{each.key}-{day}": each.words for each in troubles(work.session) if each.key != "parked"}  # those are told one by one
    fresh = wanted.keys() - _known(work, NotificationKind.HEALTH_RED, wanted)
    to = working(staff(work.session), P.OUTBOX_RETRY) if fresh else []
    return sum(
        len(tell(work, NotificationKind.HEALTH_RED, to=to, key=key, path="/health/", permission=P.OUTBOX_READ, what=wanted[key]))
        for key in sorted(fresh)
    )


def _overdue(work: Work) -> int:
    """Each task that was due yesterday or the day before by the days of its location; what is older was told, or was there before Foyer told anything."""
    today = clock.now().date()
    late = (Task.status == TaskStatus.OPEN, Task.assignee_id.is_not(None), ~Task.is_estimate, Task.due_on.between(today - A_WHILE, today))
    tasks = work.session.scalars(select(Task).where(*late).order_by(Task.id)).all()
    keys = {f"overdue-{task.id}-{task.due_on}": task for task in tasks if task.due_on < clock.today(task.location.zone)}
    fresh = keys.keys() - _known(work, NotificationKind.TASK_OVERDUE, keys)
    records, told = records_of(work.session, (keys[key] for key in fresh)), 0
    for key in sorted(fresh):
        task, record = keys[key], records.get(key_of(keys[key]))
        if record is not None:
            told += len(
                tell(
                    work,
                    NotificationKind.TASK_OVERDUE,
                    to=[task.assignee_id],
                    about=task,
                    permission=needed_for(task),
                    key=key,
                    due_on=task.due_on.isoformat(),
                    task=task.title,
                    name=name_of(record),
                )
            )
    return told


def _known(work: Work, kind: NotificationKind, keys: object) -> set[str]:
    return set(work.session.scalars(select(Notification.key).where(Notification.kind == kind, Notification.key.in_(list(keys)))))  # type: ignore[call-overload]
