"""Change a room; it may go to another space of its location."""

from __future__ import annotations

from typing import Unpack

from flask_babel import gettext as _

from app.access.actor import Actor, require
from app.access.permissions import Permission
from app.actions.fill import fill
from app.actions.rooms.check import check_room
from app.actions.rooms.fields import RoomFields
from app.core.errors import Refused
from app.models import Room, Space
from app.work import transaction


def change_room(room_id: int, *, by: Actor, **fields: Unpack[RoomFields]) -> Room:
    with transaction(by=by) as work:
        room = work.lock(Room, room_id)
        require(by, Permission.ROOM_WRITE, room)
        with work.session.no_autoflush:
            fill(work, room, fields)
            check_room(room)
            if work.get(Space, room.space_id).location_id != room.location_id:
                raise Refused(_("That space is at another location."), field="space")
    return room
