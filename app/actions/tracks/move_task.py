"""Move a task of a track one step, with everything under it: up, down, under the one above, or out from under its own."""

from __future__ import annotations

from app.access.actor import Actor
from app.actions.tracks.order import branches, put_in_order
from app.actions.tracks.write import locked_task
from app.models import TrackTask
from app.rules.tree_order import Way, moved
from app.work import transaction


def move_track_task(track_task_id: int, way: Way, *, by: Actor) -> TrackTask:
    """Nothing happens where there is nowhere to go."""
    with transaction(by=by) as work:
        task, track = locked_task(work, track_task_id)
        put_in_order(work, track, moved(branches(track), task.id, way))
    return task
