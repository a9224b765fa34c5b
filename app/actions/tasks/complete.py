"""Complete a task: what waited for it becomes firm, and counts from the day on which it was done (C1)."""

from __future__ import annotations

import datetime as dt

from flask_babel import gettext as _

from app.access.actor import Actor
from app.actions.fill import fill, require_past
from app.actions.said import day
from app.actions.tasks.ended import end_task
from app.actions.tasks.lock import lock_task
from app.actions.tasks.replan import replan
from app.core import clock
from app.core.errors import Refused
from app.models import Task
from app.queries.tasks.nodes import nodes_of
from app.rules.task_dates import held_back
from app.work import Work, transaction


def complete_task(task_id: int, *, outcome: str = "", on: dt.date | None = None, by: Actor) -> Task:
    """`on` is the local day on which it was done, today unless said otherwise; `outcome` what came of it.

    Raises Refused while a blocking task above it is open, at `on` for a day to come or before the opportunity was opened.
    """
    with transaction(by=by) as work:
        task, opportunity = lock_task(work, task_id)
        today = clock.today(task.location.zone)
        on = on or today
        require_past(on, today, "on")
        if opportunity is not None and on < opportunity.opened_on:
            raise Refused(_("The opportunity was opened on %(day)s, after that.", day=day(opportunity.opened_on)), field="on")
        tasks = replan(work, opportunity)
        require_free(work, task, tasks)
        fill(work, task, {"outcome": outcome})
        end_task(work, task, "complete", task.outcome, on)
        replan(work, opportunity, tasks)
    return task


def require_free(work: Work, task: Task, tasks: list[Task]) -> None:
    """Raises Refused, with the name of what has to be done first."""
    gate = held_back(nodes_of(tasks)).get(task.id)
    if gate is not None:
        first = next(each for each in tasks if each.id == gate)
        raise Refused(_("“%(task)s” waits for “%(first)s”: complete or skip that first.", task=task.title, first=first.title))
