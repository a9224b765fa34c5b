"""The clock of the whole house, for what belongs to no location: that of its headquarters, else of its first location."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models import Location

HOUSE_ZONE = select(Location.zone).order_by(Location.is_headquarters.desc(), Location.id).limit(1)  # None where there is no location yet


def house_zone(session: Session) -> str:
    return session.scalar(HOUSE_ZONE) or "UTC"


def zone_at(session: Session, place: Location | None) -> str:
    """That of the place, else of the house."""
    return place.zone if place is not None else house_zone(session)
