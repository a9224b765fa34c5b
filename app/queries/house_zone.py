"""The clock of the whole house, for what belongs to no location: that of its headquarters, else of its first location."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models import Location


def house_zone(session: Session) -> str:
    return session.scalar(select(Location.zone).order_by(Location.is_headquarters.desc(), Location.id).limit(1)) or "UTC"
