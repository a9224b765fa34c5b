"""Skip a task, with the reason; what waited for it counts from today (C1)."""

from __future__ import annotations

from app.access.actor import Actor
from app.actions.fill import demand, fill
from app.actions.tasks.ended import end_task
from app.actions.tasks.lock import lock_task
from app.actions.tasks.replan import replan
from app.core import clock
from app.core.errors import Refused
from app.models import Task
from app.work import transaction


def skip_task(task_id: int, *, reason: str, by: Actor) -> Task:
    """One that waits for another may be skipped too: nobody will miss it. Raises Refused at `reason` when there is none."""
    with transaction(by=by) as work:
        task, opportunity = lock_task(work, task_id)
        try:
            fill(work, task, {"outcome": reason})
            demand(task, "outcome")
        except Refused as refusal:
            raise Refused(refusal.message, field="reason") from refusal
        end_task(work, task, "skip", task.outcome, clock.today(task.location.zone))
        replan(work, opportunity)
    return task
