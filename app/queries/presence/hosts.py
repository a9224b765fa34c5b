"""Whom a guest visits, by the name that they typed: nobody is listed, and only who is meant exactly is found (least data)."""

from __future__ import annotations

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.models import FoyerUser
from app.queries.presence.people_of import is_of


def host_named(session: Session, location_id: int, text: str) -> int | None:
    """The one person of the location with exactly this full name; None for nobody, and for two of one name."""
    name = " ".join(text.lower().split())
    if not name:
        return None
    full = func.lower(func.concat(FoyerUser.first_name, " ", FoyerUser.last_name))
    found = session.scalars(select(FoyerUser.id).where(full == name, FoyerUser.active.is_(True), is_of(location_id)).limit(2)).all()
    return found[0] if len(found) == 1 else None
