"""Where somebody books rooms, and the rooms there, as far as their scope goes."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from app.access.actor import Actor
from app.access.scope import narrowed
from app.models import Location, Room


def places_with_rooms(session: Session, *, by: Actor) -> Sequence[Location]:
    """By name; a location without a room has nothing to book."""
    query = select(Location).where(Location.id.in_(narrowed(select(Room.location_id), by, Room))).order_by(Location.name, Location.id)
    return session.scalars(query).all()


def rooms_of(session: Session, location_id: int | None = None, *, by: Actor) -> Sequence[Room]:
    """Those of one location, or of all, each with its location: by location, kind and name."""
    query = (
        narrowed(select(Room), by, Room)
        .join(Room.location)
        .options(joinedload(Room.location))
        .order_by(Location.name, Room.kind, Room.name, Room.id)
    )
    return session.scalars(query if location_id is None else query.where(Room.location_id == location_id)).all()
