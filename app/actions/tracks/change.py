"""Change a track; opportunities that are open already keep the tasks that they have."""

from __future__ import annotations

from typing import Unpack

from app.access.actor import Actor
from app.actions.fill import demand, fill
from app.actions.tracks.fields import TrackFields
from app.actions.tracks.write import lock_track, require_track, settle_default
from app.models import Track
from app.work import transaction


def change_track(track_id: int, *, by: Actor, **fields: Unpack[TrackFields]) -> Track:
    """Taking it out of use ends that it is the default."""
    with transaction(by=by) as work:
        track = lock_track(work, track_id)
        if fields.get("is_active") is False and "is_default" not in fields:
            fields["is_default"] = False
        fill(work, track, fields)
        demand(track, "name")
        require_track(by, track)
        settle_default(work, track)
    return track
