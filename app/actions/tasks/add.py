"""Add a task by hand, at the end of the tree or under another task (C1)."""

from __future__ import annotations

from typing import Unpack

from flask_babel import gettext as _

from app.access.actor import Actor
from app.actions.fill import demand, fill
from app.actions.tasks.fields import TaskFields
from app.actions.tasks.given import tell_given
from app.actions.tasks.lock import lock_tree
from app.actions.tasks.postpone import require_working_day
from app.actions.tasks.reassign import require_doer
from app.actions.tasks.replan import replan
from app.core import clock
from app.core.errors import Refused
from app.models import Location, Task
from app.queries.tasks.nodes import days_of
from app.rules.task_dates import Anchor
from app.rules.tree_order import Branch, flat
from app.work import transaction

OFFSETS = range(-250, 251)


def add_task(opportunity_id: int, *, by: Actor, **fields: Unpack[TaskFields]) -> Task:
    """It goes to whoever owns the opportunity unless somebody is named. Raises Refused at the field."""
    with transaction(by=by) as work:
        opportunity = lock_tree(work, opportunity_id)
        tasks = replan(work, opportunity)
        task = Task(opportunity_id=opportunity.id, location_id=opportunity.location_id, position=0)
        with work.session.no_autoflush:
            due_on = fields.pop("due_on", None)
            assignee_id = fields.pop("assignee_id", opportunity.owner_id)
            parent_id = fields.pop("parent_id", None)
            fill(work, task, {name: value for name, value in fields.items() if value is not None})
            demand(task, "title")
            require_doer(work, task, assignee_id)
            task.assignee_id = assignee_id
            if parent_id is not None and parent_id not in {each.id for each in tasks}:
                raise Refused(_("Please choose one of the list."), field="parent")
            task.parent_id = parent_id
            if parent_id is None:
                task.anchor = Anchor.OPENED  # it hangs on nothing else
            days = days_of(work.session.get_one(Location, opportunity.location_id))
            today = clock.today(opportunity.location.zone)
            if due_on is not None:
                require_working_day(days, due_on, today, field="due_on")
            elif "offset_days" not in fields:
                due_on = days.on_or_after(today)
            if due_on is not None:
                task.anchor, task.offset_days = Anchor.OPENED, 0
                task.moved_days = days.between(opportunity.opened_on, due_on)
            if (task.offset_days or 0) not in OFFSETS:
                raise Refused(_("At most 250 working days."), field="offset_days")
            task.due_on = due_on or today  # the rule decides in a moment
        work.add(task)
        put_in_order([*tasks, task])
        replan(work, opportunity)
        tell_given(work, task, f"task-{task.id}")
    return task


def put_in_order(tasks: list[Task]) -> None:
    """Each branch together, the newest last among its siblings."""
    places = {row.id: place for place, row in enumerate(flat(Branch(task.id, task.parent_id) for task in tasks))}
    for task in tasks:
        task.position = places[task.id]
