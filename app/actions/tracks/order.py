"""The places of a track's tasks, as the tree has them."""

from __future__ import annotations

from collections.abc import Iterable

from app.models import Track
from app.rules.task_dates import Anchor
from app.rules.tree_order import Branch, flat
from app.work import Work


def branches(track: Track) -> list[Branch]:
    """The tree in its order."""
    return [Branch(task.id, task.parent_id) for task in track.tasks]


def put_in_order(work: Work, track: Track, order: Iterable[Branch] | None = None) -> None:
    """Write the places, and what each hangs on. A task that comes to hang on nothing counts from the opening day."""
    work.session.refresh(track, ["tasks"])
    rows = {task.id: task for task in track.tasks}
    for place, branch in enumerate(flat(branches(track)) if order is None else order):
        task = rows[branch.id]
        task.position, task.parent_id = place, branch.parent_id
        if branch.parent_id is None:
            task.anchor = Anchor.OPENED
