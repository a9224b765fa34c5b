"""The open tasks of an opportunity that is over are cancelled; they come back when it is opened again (C5). Those of onboarding outlast a won deal."""

from __future__ import annotations

import datetime as dt

from flask_babel import gettext as _

from app.actions.tasks.ended import begin_again, end_task
from app.actions.tasks.give_on import give_on
from app.actions.tasks.given import tell_given
from app.actions.tasks.replan import replan, tree_of
from app.core import clock
from app.models import Location, Opportunity, Task
from app.models.task import TaskStatus
from app.queries.tasks.nodes import days_of, nodes_of
from app.rules.task_dates import begins_anew
from app.work import Work


def cancel_open_tasks(work: Work, opportunity: Opportunity, *, on: dt.date) -> list[Task]:
    """Those that were cancelled. The opportunity's row is locked by the caller."""
    open_ones = [task for task in tree_of(work, opportunity) if task.status is TaskStatus.OPEN]
    for task in open_ones:
        end_task(work, task, "cancel", "", on)
    return open_ones


def cancel_tasks_of_won(work: Work, opportunity: Opportunity, *, on: dt.date) -> list[Task]:
    """What nobody needs to do any more, with that reason; what belongs to onboarding stays, and counts from this day where it hung on one of them."""
    tasks = tree_of(work, opportunity)
    needless = [task for task in tasks if task.status is TaskStatus.OPEN and not task.is_onboarding]
    for task in needless:
        end_task(work, task, "cancel", _("No longer needed: the deal is won."), on)
    replan(work, opportunity, tasks)
    return needless


def bring_back_tasks(work: Work, opportunity: Opportunity, *, on: dt.date) -> list[Task]:
    """What was cancelled is open again, and moves by the working days for which it rested, so that the tree keeps its shape. What its person cannot do any more goes to somebody else, who hears of it."""
    tasks = tree_of(work, opportunity)
    back = [task for task in tasks if task.status is TaskStatus.CANCELLED]
    days = days_of(work.session.get_one(Location, opportunity.location_id))
    rested = {task.id: max(days.between(task.done_on or on, on), 0) for task in back}
    changed_hands = []
    for task in back:
        begin_again(task)
        if give_on(work, task):
            changed_hands.append(task)
    nodes = {node.id: node for node in nodes_of(tasks)}
    for task in back:
        node = nodes[task.id]
        if begins_anew(node, nodes[node.parent_id] if node.parent_id is not None else None):
            task.moved_days += rested[task.id]
    replan(work, opportunity, tasks)
    for task in changed_hands:  # now that their days are known
        tell_given(work, task, f"task-{task.id}-{int(clock.now().timestamp())}")
    return back
