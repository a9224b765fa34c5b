"""Where somebody books rooms, and the rooms there, as far as their scope goes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from app.access.actor import Actor
from app.access.scope import visible
from app.models import Location, Room


def places_with_rooms(session: Session, *, by: Actor) -> Sequence[Location]:
    """By name; a location without a room has nothing to book."""
    query = select(Location).where(Location.id.in_(_seen(select(Room.location_id), by))).order_by(Location.name, Location.id)
    return session.scalars(query).all()


def rooms_of(session: Session, location_id: int | None = None, *, by: Actor) -> Sequence[Room]:
    """Those of one location, or of all, each with its location: by location, kind and name."""
    query = _seen(select(Room), by).join(Room.location).options(joinedload(Room.location)).order_by(Location.name, Room.kind, Room.name, Room.id)
    return session.scalars(query if location_id is None else query.where(Room.location_id == location_id)).all()


def _seen(query: Any, by: Actor) -> Any:
    criterion = visible(by, Room)
    return query if criterion is None else query.where(criterion)
