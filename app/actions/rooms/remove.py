"""Remove a room that nobody booked."""

from __future__ import annotations

from app.access.actor import Actor, require
from app.access.permissions import Permission
from app.actions.held_picture import hold_picture
from app.models import Room
from app.work import transaction


def remove_room(room_id: int, *, by: Actor) -> None:
    """Refused by the database while a booking names it."""
    with transaction(by=by) as work:
        room = work.lock(Room, room_id)
        require(by, Permission.ROOM_WRITE, room)
        hold_picture(work, room, None)
        work.session.delete(room)
