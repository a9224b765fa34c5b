"""Members who were seen lately, and those who were not: of everybody with a license in force."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import Session, joinedload

from app.access.actor import Actor
from app.access.scope import narrowed
from app.core import clock
from app.models import CheckIn, FoyerUser, License

DAYS = 30


def seen_counts(session: Session, *, location_id: int | None, by: Actor) -> dict[bool, int]:
    """How many were seen in the last 30 days, and how many were not."""
    return {was: session.scalar(_members(was, select(func.count(FoyerUser.id)), location_id, by)) or 0 for was in (True, False)}


def members_seen(
    session: Session, was_seen: bool, *, location_id: int | None, by: Actor, offset: int = 0, most: int = 50
) -> Sequence[tuple[FoyerUser, dt.datetime | None]]:
    """Each with the last time; whoever was not seen for longest, or never, comes first."""
    last = (
        select(func.max(CheckIn.arrived_at))
        .where(CheckIn.user_id == FoyerUser.id, *_at(location_id))
        .correlate(FoyerUser)
        .scalar_subquery()
    )
    each: Any = select(FoyerUser, last)
    query = _members(was_seen, each, location_id, by).options(joinedload(FoyerUser.organisation))
    ordered = query.order_by(last.asc().nulls_first(), FoyerUser.last_name, FoyerUser.id).offset(offset).limit(most)
    return [(user, at) for user, at in session.execute(ordered)]


def _at(location_id: int | None) -> list[Any]:
    return [] if location_id is None else [CheckIn.location_id == location_id]


def _members(was_seen: bool, query: Select[Any], location_id: int | None, by: Actor) -> Select[Any]:
    """Licenses and check-ins count where the actor may see them."""
    today, since = clock.now().date(), clock.now() - dt.timedelta(days=DAYS)
    licensed = select(License.user_id).where(
        License.user_id.is_not(None), License.starts_on <= today, or_(License.ends_on.is_(None), License.ends_on >= today)
    )
    if location_id is not None:
        licensed = licensed.where(License.location_id == location_id)
    seen = narrowed(
        select(CheckIn.user_id).where(CheckIn.user_id.is_not(None), CheckIn.arrived_at >= since, *_at(location_id)), by, CheckIn
    )
    met = FoyerUser.id.in_(seen)
    query = query.where(FoyerUser.active.is_(True), FoyerUser.id.in_(narrowed(licensed, by, License)), met if was_seen else ~met)
    return narrowed(query, by, FoyerUser)
