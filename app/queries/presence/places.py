"""Where a member is at home: the places to which they may invite somebody, and where the desk looks for them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from sqlalchemy import Select, or_, select, union
from sqlalchemy.orm import Session

from app.core.clock import now
from app.models import FoyerUser, License, Location, Organisation


def places_of(user_id: int) -> Select[int]:
    """Ids of the locations where they or their organisation have a license that has not ended, or their organisation has its home."""
    yesterday = now().date() - dt.timedelta(days=1)  # where it is still the last day, somewhere
    team = select(FoyerUser.organisation_id).where(FoyerUser.id == user_id, FoyerUser.organisation_id.is_not(None)).scalar_subquery()
    licensed = select(License.location_id).where(
        or_(License.user_id == user_id, License.organisation_id == team), or_(License.ends_on.is_(None), License.ends_on >= yesterday)
    )
    found = union(licensed, select(Organisation.location_id).where(Organisation.id == team)).subquery()
    return select(found.c.location_id)


def may_invite_to(session: Session, user_id: int, location_id: int) -> bool:
    return session.scalar(select(Location.id).where(Location.id == location_id, Location.id.in_(places_of(user_id)))) is not None


def invites_to(session: Session, user_id: int) -> Sequence[Location]:
    """By name."""
    return session.scalars(select(Location).where(Location.id.in_(places_of(user_id))).order_by(Location.name)).all()
