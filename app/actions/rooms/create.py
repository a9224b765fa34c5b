"""Add a room to a space."""

from __future__ import annotations

from typing import Unpack

from app.access.actor import Actor, require
from app.access.permissions import Permission
from app.actions.codes import give_code
from app.actions.fill import demand, fill
from app.actions.rooms.check import check_room
from app.actions.rooms.fields import RoomFields
from app.models import Location, Room, Space
from app.work import transaction


def create_room(*, by: Actor, **fields: Unpack[RoomFields]) -> Room:
    with transaction(by=by) as work:
        require(by, Permission.ROOM_WRITE)
        room = Room(code="")
        fill(work, room, fields)
        demand(room, "space_id", "name")
        room.location_id = work.get(Space, room.space_id).location_id
        require(by, Permission.ROOM_WRITE, room)
        check_room(room)
        give_code(work, room, f"{work.get(Location, room.location_id).code}-R")
        return work.add(room)
