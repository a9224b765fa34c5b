"""Whom a guest visits, by the name that they typed: nobody is listed, and only who is meant exactly is found (least data)."""

from __future__ import annotations

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from app.models import FoyerUser, License, Organisation


def host_named(session: Session, location_id: int, text: str) -> int | None:
    """The one person with exactly this full name who is at home at the location, belongs to an organisation of it, or holds a license there;
    None for nobody, and for two of one name."""
    name = " ".join(text.lower().split())
    if not name:
        return None
    of_the_place = or_(
        FoyerUser.location_id == location_id,
        FoyerUser.organisation_id.in_(select(Organisation.id).where(Organisation.location_id == location_id)),
        FoyerUser.id.in_(select(License.user_id).where(License.location_id == location_id)),
    )
    full = func.lower(func.concat(FoyerUser.first_name, " ", FoyerUser.last_name))
    found = session.scalars(select(FoyerUser.id).where(full == name, FoyerUser.active.is_(True), of_the_place).limit(2)).all()
    return found[0] if len(found) == 1 else None
