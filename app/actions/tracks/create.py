"""Create a track, empty or as a copy of another."""

from __future__ import annotations

from typing import Unpack

from app.access.actor import Actor, require
from app.access.permissions import Permission
from app.actions.fill import demand, fill
from app.actions.tracks.fields import TrackFields
from app.actions.tracks.write import require_track, settle_default
from app.models import Track
from app.work import transaction


def create_track(*, by: Actor, **fields: Unpack[TrackFields]) -> Track:
    with transaction(by=by) as work:
        require(by, Permission.TRACK_WRITE)
        track = Track(is_active=True, is_default=False)
        fill(work, track, fields)
        demand(track, "name")
        require_track(by, track)
        work.add(track)
        settle_default(work, track)
    return track
