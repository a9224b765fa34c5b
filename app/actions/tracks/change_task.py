"""Change a task of a track."""

from __future__ import annotations

from typing import Unpack

from app.access.actor import Actor
from app.actions.fill import demand, fill
from app.actions.tracks.fields import TrackTaskFields
from app.actions.tracks.write import check_task, locked_task
from app.models import TrackTask
from app.work import transaction


def change_track_task(track_task_id: int, *, by: Actor, **fields: Unpack[TrackTaskFields]) -> TrackTask:
    """Raises Refused at the field."""
    with transaction(by=by) as work:
        task, _track = locked_task(work, track_task_id)
        fill(work, task, fields)
        demand(task, "title")
        check_task(task)
    return task
