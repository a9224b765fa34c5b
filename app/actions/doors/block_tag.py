"""Block a fob that was lost: it opens nothing, and nobody is given it until it is found."""

from __future__ import annotations

from app.access.actor import Actor
from app.actions.doors.let_go import let_go
from app.models import DoorTag


def block_tag(tag_id: int, *, by: Actor) -> DoorTag:
    return let_go(tag_id, "block", by=by)
