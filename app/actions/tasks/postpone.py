"""Move an open task to another working day; in a tree, what counts from its due date moves along (C1)."""

from __future__ import annotations

import datetime as dt

from flask_babel import gettext as _

from app.access.actor import Actor
from app.actions.said import day
from app.actions.tasks.lock import lock_task
from app.actions.tasks.replan import replan
from app.core import clock
from app.core.errors import Refused
from app.models import Location, Task
from app.models.task import TaskStatus
from app.queries.tasks.nodes import days_of, nodes_of
from app.rules.task_dates import dates, moved_to
from app.rules.working_calendar import WorkingDays
from app.work import transaction


def postpone_task(task_id: int, until: dt.date, *, by: Actor) -> Task:
    """Later or earlier, from today on. Raises Refused at `until` for a day off, with the next working day; and for a task that is over."""
    with transaction(by=by) as work:
        task, opportunity = lock_task(work, task_id)
        if task.status is not TaskStatus.OPEN:
            raise Refused(_("“%(task)s” is over: open it again to give it another day.", task=task.title))
        days = days_of(work.session.get_one(Location, task.location_id))
        today = clock.today(task.location.zone)
        require_working_day(days, until, today, field="until")
        if opportunity is None:
            task.due_on = until
            return task
        tasks = replan(work, opportunity)
        nodes = nodes_of(tasks)
        node = next(each for each in nodes if each.id == task.id)
        task.moved_days = moved_to(node, dates(nodes, opportunity.opened_on, days, today=today)[task.id], until, days)
        replan(work, opportunity, tasks)
    return task


def require_working_day(days: WorkingDays, wanted: dt.date, today: dt.date, *, field: str) -> None:
    """Raises Refused for a day that is over, too far away, or off."""
    if wanted < today:
        raise Refused(_("This day is over."), field=field)
    if wanted > today + dt.timedelta(days=730):
        raise Refused(_("Within the next two years."), field=field)
    if (next_one := days.on_or_after(wanted)) != wanted:
        raise Refused(_("%(day)s is no working day there; the next one is %(next)s.", day=day(wanted), next=day(next_one)), field=field)
