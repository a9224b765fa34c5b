"""Open a task again that was done or skipped by mistake; what counted from its end is an estimate again (C1)."""

from __future__ import annotations

from app.access.actor import Actor
from app.actions.tasks.ended import begin_again
from app.actions.tasks.give_on import give_on
from app.actions.tasks.given import tell_given
from app.actions.tasks.lock import lock_task
from app.actions.tasks.replan import replan
from app.core import clock
from app.models import Task
from app.work import transaction


def reopen_task(task_id: int, *, by: Actor) -> Task:
    """Its outcome stays in the audit alone. It goes to somebody else where whoever had it cannot do it any more."""
    with transaction(by=by) as work:
        task, opportunity = lock_task(work, task_id)
        begin_again(task)
        if give_on(work, task):
            tell_given(work, task, f"task-{task.id}-{int(clock.now().timestamp())}")
        replan(work, opportunity)
    return task
