"""Add a task about any record that has a page: what is to be done, until when, and by whom."""

from __future__ import annotations

from typing import Unpack

from flask_babel import gettext as _

from app.access.actor import Actor, require
from app.access.permissions import Permission
from app.access.records import record
from app.actions.fill import demand, fill
from app.actions.tasks.add import add_task
from app.actions.tasks.fields import TaskFields
from app.actions.tasks.given import tell_given
from app.actions.tasks.postpone import require_working_day
from app.actions.tasks.reassign import require_doer
from app.core import clock
from app.core.errors import Refused
from app.models import Task
from app.queries.tasks.about import place_of_record
from app.queries.tasks.nodes import days_of
from app.work import transaction

TREE = "opportunity"
PLAIN = frozenset({"title", "note", "kind", "due_on", "assignee_id"})


def add_task_about(noun: str, noun_id: int, *, by: Actor, **fields: Unpack[TaskFields]) -> Task:
    """About an opportunity it takes its place in the tree. Without a day it is due today or on the next working day; it is the author's unless somebody is named.

    Raises Missing for a record that the actor may not see, Forbidden, and Refused at the field.
    """
    if noun == TREE:
        return add_task(noun_id, by=by, **fields)
    with transaction(by=by) as work:
        row = record(work.session, by, noun, noun_id)
        require(by, Permission.TASK_WRITE)
        if noun == "task":
            raise Refused(_("A task has no tasks of its own."))
        place = place_of_record(work.session, row, by=by)
        if place is None:
            raise Refused(_("There is no location yet: add one first."))
        if odd := fields.keys() - PLAIN:
            raise Refused(_("This is for the tasks of an opportunity."), field=sorted(odd)[0])
        with work.session.no_autoflush:
            due_on, assignee_id = fields.pop("due_on", None), fields.pop("assignee_id", by.id)
            task = Task(noun=noun, noun_id=noun_id, location_id=place.id, position=0)
            fill(work, task, {name: value for name, value in fields.items() if value is not None})
            demand(task, "title")
            days, today = days_of(place), clock.today(place.zone)
            if due_on is not None:
                require_working_day(days, due_on, today, field="due_on")
            task.due_on = due_on or days.on_or_after(today)
            require_doer(work, task, assignee_id)
            task.assignee_id = assignee_id
        work.add(task)
        tell_given(work, task, f"task-{task.id}")
    return task
