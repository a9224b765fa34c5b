"""Remove a track; opportunities that were opened with it keep their tasks."""

from __future__ import annotations

from app.access.actor import Actor
from app.actions.tracks.write import lock_track
from app.work import transaction


def remove_track(track_id: int, *, by: Actor) -> None:
    with transaction(by=by) as work:
        track = lock_track(work, track_id)
        work.session.expire(track, ["tasks"])  # the database takes them along
        work.session.delete(track)
