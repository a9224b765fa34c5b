"""Two deals are one: what people added to the tree of the one goes on in the tree of the other."""

from __future__ import annotations

from app.actions.tasks.add import put_in_order
from app.actions.tasks.replan import replan, tree_of
from app.models import Location, Opportunity, Task
from app.models.task import TaskStatus
from app.queries.tasks.nodes import days_of
from app.rules.task_dates import Anchor
from app.work import Work


def go_over(work: Work, gone: Opportunity, kept: Opportunity) -> list[Task]:
    """Open tasks that somebody added by hand, with whatever they added below; they keep their days. What came with the track of `gone`, the track of `kept` has as well.

    Both rows are locked by the caller.
    """
    there, staying = tree_of(work, gone), tree_of(work, kept)
    moved: dict[int, Task] = {}
    for task in there:
        if task.track_task_id is None and (task.status is TaskStatus.OPEN or task.parent_id in moved):
            moved[task.id] = task
    days = days_of(work.session.get_one(Location, kept.location_id))
    for task in moved.values():
        task.opportunity_id = kept.id
        if task.parent_id not in moved:
            task.parent_id, task.anchor, task.offset_days = None, Anchor.OPENED, 0
            task.moved_days = days.between(kept.opened_on, max(task.due_on, kept.opened_on))
    for task in there:  # what stays hangs on nothing that went
        if task.id not in moved and task.parent_id in moved:
            task.parent_id, task.anchor, task.offset_days, task.moved_days = None, Anchor.OPENED, 0, 0
    put_in_order([*staying, *moved.values()])
    replan(work, kept)
    return list(moved.values())
