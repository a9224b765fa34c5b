"""A fob comes back to the desk: it opens nothing until somebody else gets it."""

from __future__ import annotations

from app.access.actor import Actor
from app.actions.doors.let_go import let_go
from app.models import DoorTag


def take_back_tag(tag_id: int, *, by: Actor) -> DoorTag:
    return let_go(tag_id, "take_back", by=by)
