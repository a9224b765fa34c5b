"""Remove a task of a track, with everything under it."""

from __future__ import annotations

from app.access.actor import Actor
from app.actions.tracks.order import branches, put_in_order
from app.actions.tracks.write import locked_task
from app.rules.tree_order import below
from app.work import transaction


def remove_track_task(track_task_id: int, *, by: Actor) -> None:
    with transaction(by=by) as work:
        task, track = locked_task(work, track_task_id)
        gone = {task.id, *below(branches(track), task.id)}
        for each in sorted(track.tasks, key=lambda row: -row.position):  # the innermost first
            if each.id in gone:
                work.session.delete(each)
                work.session.flush()  # before what it hangs on
        put_in_order(work, track)
