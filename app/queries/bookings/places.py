"""Where somebody books rooms, and the rooms there, as far as their scope goes."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.access.actor import Actor
from app.access.scope import visible
from app.models import Location, Room


def places_with_rooms(session: Session, *, by: Actor) -> Sequence[Location]:
    """By name; a location without a room has nothing to book."""
    query = select(Location).where(Location.id.in_(select(Room.location_id))).order_by(Location.name, Location.id)
    criterion = visible(by, Location)
    return session.scalars(query if criterion is None else query.where(criterion)).all()


def rooms_of(session: Session, location_ids: Sequence[int], *, by: Actor) -> Sequence[Room]:
    """By location, kind and name."""
    query = select(Room).where(Room.location_id.in_(location_ids)).join(Room.location).order_by(Location.name, Room.kind, Room.name, Room.id)
    criterion = visible(by, Room)
    return session.scalars(query if criterion is None else query.where(criterion)).all()
