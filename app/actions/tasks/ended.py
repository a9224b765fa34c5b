"""A task is over, one way or the other: when, by whom, and what came of it."""

from __future__ import annotations

import datetime as dt

from app.core import clock
from app.models import Task
from app.work import Work


def end_task(work: Work, task: Task, verb: str, outcome: str, on: dt.date) -> None:
    """`complete`, `skip` or `cancel`; `on` is the local day from which whatever waits for it counts. Raises Refused when it is over already."""
    Task.moves.move(task, verb)
    task.done_on, task.ended_at, task.ended_by, task.outcome = on, clock.now(), work.by.name, outcome


def begin_again(task: Task) -> None:
    """What `end_task` did is undone. Raises Refused when it is open."""
    Task.moves.move(task, "reopen")
    task.done_on, task.ended_at, task.ended_by, task.outcome = None, None, "", ""
