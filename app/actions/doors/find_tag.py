"""A lost fob was found: it may be given again."""

from __future__ import annotations

from app.access.actor import Actor
from app.actions.doors.let_go import let_go
from app.models import DoorTag


def find_tag(tag_id: int, *, by: Actor) -> DoorTag:
    return let_go(tag_id, "find", by=by)
