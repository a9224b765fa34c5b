"""Add a task to a track, at the end or as the last under another."""

from __future__ import annotations

from typing import Unpack

from flask_babel import gettext as _

from app.access.actor import Actor
from app.actions.fill import demand, fill
from app.actions.tracks.fields import TrackTaskFields
from app.actions.tracks.order import put_in_order
from app.actions.tracks.write import MOST_TASKS, check_task, lock_track
from app.core.errors import Refused
from app.models import TrackTask
from app.rules.task_dates import Anchor
from app.work import transaction


def add_track_task(track_id: int, *, parent_id: int | None = None, by: Actor, **fields: Unpack[TrackTaskFields]) -> TrackTask:
    """Raises Refused at the field, at `parent` for a task that is none of this track's, and for a track that is too long."""
    with transaction(by=by) as work:
        track = lock_track(work, track_id)
        if len(track.tasks) >= MOST_TASKS:
            raise Refused(_("A track has at most %(count)d tasks.", count=MOST_TASKS))
        if parent_id is not None and parent_id not in {task.id for task in track.tasks}:
            raise Refused(_("Please choose one of the list."), field="parent")
        task = TrackTask(
            track_id=track.id,
            parent_id=parent_id,
            position=len(track.tasks),
            anchor=Anchor.OPENED if parent_id is None else Anchor.PARENT_DUE,
            offset_days=0,
        )
        with work.session.no_autoflush:
            fill(work, task, fields)
            demand(task, "title")
            check_task(task)
        work.add(task)
        put_in_order(work, track)
    return task
