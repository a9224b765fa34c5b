"""A member's own presence: where they are in, where they could be, their day passes and when they came."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session, joinedload

from app.access.actor import Actor
from app.access.scope import narrowed
from app.core import clock
from app.models import CheckIn, DayPass, FoyerUser, License, Location, Organisation, Pin
from app.queries.house_zone import zone_at


@dataclass(frozen=True, slots=True)
class MyPresence:
    """`inside` are the open ones; `places` where they have a license, their organisation has, or are at home."""

    inside: Sequence[CheckIn]
    places: Sequence[Location]
    passes: Sequence[DayPass]
    visits: Sequence[CheckIn]
    has_pin: bool


def my_presence(session: Session, user: FoyerUser, *, by: Actor, most: int = 20) -> MyPresence:
    today = clock.today(zone_at(session, user.location))
    own = select(CheckIn).where(CheckIn.user_id == user.id).options(joinedload(CheckIn.location)).order_by(CheckIn.arrived_at.desc())
    holds = or_(License.ends_on.is_(None), License.ends_on >= today)
    theirs = or_(License.user_id == user.id, and_(License.organisation_id == user.organisation_id, License.user_id.is_(None)))
    home = select(Organisation.location_id).where(Organisation.id == user.organisation_id)
    near = or_(Location.id == user.location_id, Location.id.in_(home), Location.id.in_(select(License.location_id).where(theirs, holds)))
    good = or_(DayPass.valid_until.is_(None), DayPass.valid_until >= today)
    passes = narrowed(select(DayPass).where(DayPass.used < DayPass.days, good), by, DayPass).order_by(
        DayPass.valid_until.nulls_last(), DayPass.id
    )
    return MyPresence(
        inside=session.scalars(own.where(CheckIn.left_at.is_(None))).all(),
        places=session.scalars(select(Location).where(near).order_by(Location.name)).all(),
        passes=session.scalars(passes.options(joinedload(DayPass.location))).all(),
        visits=session.scalars(own.limit(most)).all(),
        has_pin=session.scalar(select(Pin.id).where(Pin.user_id == user.id)) is not None,
    )
