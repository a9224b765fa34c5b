"""What the whole house is called."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models import Location

UNNAMED = "Foyer"


def name_of_house(session: Session) -> str:
    """Its headquarters' name."""
    return session.scalar(select(Location.name).where(Location.is_headquarters)) or UNNAMED
