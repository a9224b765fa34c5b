"""What a ticket can be about: the locations, rooms and spaces of who writes it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from app.access.actor import Actor
from app.access.scope import narrowed
from app.models import License, Room, Space


class Spot(NamedTuple):
    """`key` is "room:7" or "space:9"."""

    key: str
    name: str
    location_id: int


def spaces_of(by: Actor) -> Select[int]:
    """Ids of those that staff may see; a member knows those that the own licenses are for, and the team's."""
    if by.is_staff:
        return narrowed(select(Space.id), by, Space)
    return select(Space.id).where(Space.id.in_(narrowed(select(License.space_id), by, License)))


def spots(session: Session, *, by: Actor, location_ids: Sequence[int]) -> list[Spot]:
    """Rooms, then spaces, by name."""
    rooms = (
        narrowed(select(Room.id, Room.name, Room.location_id), by, Room)
        .where(Room.location_id.in_(location_ids))
        .order_by(Room.name, Room.id)
    )
    spaces = (
        select(Space.id, Space.name, Space.location_id)
        .where(Space.id.in_(spaces_of(by)), Space.location_id.in_(location_ids))
        .order_by(Space.name, Space.id)
    )
    return [
        Spot(f"{kind}:{id_}", name, place)
        for kind, query in (("room", rooms), ("space", spaces))
        for id_, name, place in session.execute(query)
    ]
