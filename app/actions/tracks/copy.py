"""Copy a track with its tree, to change the copy."""

from __future__ import annotations

from flask_babel import gettext as _
from sqlalchemy import select

from app.access.actor import Actor
from app.actions.tracks.create import create_track
from app.models import Track, TrackTask
from app.work import Work, transaction

COPIED = ("position", "kind", "title", "note", "anchor", "offset_days", "is_blocking", "is_onboarding", "role")


def copy_track(track_id: int, *, location_id: int | None = None, by: Actor) -> Track:
    """For the same location unless another is named; never the default by itself."""
    with transaction(by=by) as work:
        source = work.get(Track, track_id)
        place = location_id if location_id is not None else source.location_id
        track = create_track(name=_free_name(work, source.name), location_id=place, note=source.note, by=by)
        made: dict[int, TrackTask] = {}
        for task in source.tasks:
            parent_id = made[task.parent_id].id if task.parent_id is not None else None
            made[task.id] = work.add(TrackTask(track_id=track.id, parent_id=parent_id, **{name: getattr(task, name) for name in COPIED}))
    return track


def _free_name(work: Work, name: str) -> str:
    taken = set(work.session.scalars(select(Track.name)))
    number = 2
    while (found := _("%(name)s, copy %(number)d", name=name[:170], number=number - 1)) in taken:
        number += 1
    return str(found)
