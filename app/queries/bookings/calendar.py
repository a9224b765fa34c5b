"""The booking calendar of a location: what stands in its rooms between two days, as far as the actor may know.

A member sees their own bookings in full, those of their organisation with the name, and of all others only that the room is
booked, unless a booking is open: then its title too. Staff see everything at their locations.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import Row, Select, func, or_, select
from sqlalchemy.orm import Session, joinedload

from app.access.actor import Actor
from app.access.scope import visible
from app.models import Booking, FoyerUser, Location, Organisation
from app.models.booking import BookingStatus
from app.queries.bookings.conflicts import standing
from app.rules.wall_times import day_bounds

LONGEST_USUAL = dt.timedelta(days=2)


class Whose(StrEnum):
    """Who a booking belongs to, seen by the one who looks."""

    MINE = "mine"
    TEAM = "team"
    OTHERS = "others"
    HOUSE = "house"


@dataclass(frozen=True, slots=True)
class Shown:
    """One booking as it may be shown; `id` is None where its page is not the actor's to open. Instants are UTC."""

    id: int | None
    room_id: int
    starts_at: dt.datetime
    ends_at: dt.datetime
    free_at: dt.datetime
    whose: Whose
    status: BookingStatus
    title: str
    name: str
    organisation: str
    repeats: bool


def calendar(session: Session, location: Location, first: dt.date, last: dt.date, *, by: Actor, room_ids: Sequence[int]) -> list[Shown]:
    """What stands in these rooms from `first` to `last`, local days of the location, by its start. One query, however many rooms."""
    since, until = day_bounds(first, location.zone)[0], day_bounds(last, location.zone)[1]
    return [_shown(row, by) for row in session.execute(_between(location.id, room_ids, since, until))]


def agenda(session: Session, since: dt.datetime, *, by: Actor, most: int, only_own: bool = False) -> list[Booking]:
    """Bookings of the actor's own, and of the team that they run, that are still to end; the next one first."""
    criterion = visible(by, Booking)
    whose = Booking.user_id == by.id if only_own or criterion is None else criterion
    along = (joinedload(Booking.room), joinedload(Booking.location), joinedload(Booking.user), joinedload(Booking.organisation))
    query = select(Booking).where(Booking.ends_at > since, standing(), whose).options(*along).order_by(Booking.starts_at, Booking.id).limit(most)
    return list(session.scalars(query))


def _between(location_id: int, room_ids: Sequence[int], since: dt.datetime, until: dt.datetime) -> Select[Any]:
    """What begins shortly before or in the range, by the index of the location; what began long before and still holds a room, by the one that keeps them apart."""
    usual = (Booking.location_id == location_id, Booking.starts_at >= since - LONGEST_USUAL, Booking.starts_at < until, or_(Booking.status == BookingStatus.DONE, standing()))
    long = (Booking.room_id.in_(room_ids), Booking.blocked.contains(since), standing())
    ids = select(Booking.id).where(*usual).union(select(Booking.id).where(*long))
    return (
        select(
            Booking.id,
            Booking.room_id,
            Booking.starts_at,
            func.least(Booking.ends_at, Booking.ended_at).label("ends_at"),
            func.upper(Booking.blocked).label("free_at"),
            Booking.status,
            Booking.title,
            Booking.is_open,
            Booking.user_id,
            Booking.organisation_id,
            Booking.series_id,
            func.concat_ws(" ", FoyerUser.first_name, FoyerUser.last_name).label("name"),
            func.coalesce(Organisation.name, "").label("organisation"),
        )
        .outerjoin(FoyerUser, FoyerUser.id == Booking.user_id)
        .outerjoin(Organisation, Organisation.id == Booking.organisation_id)
        .where(Booking.id.in_(ids), Booking.room_id.in_(room_ids), func.least(Booking.ends_at, Booking.ended_at) > since)
        .order_by(Booking.starts_at, Booking.id)
    )


def _shown(row: Row[Any], by: Actor) -> Shown:
    whose = _whose(row, by)
    is_full = by.is_staff or whose is Whose.MINE or (whose is Whose.TEAM and by.runs_team)
    knows_name = is_full or whose is Whose.TEAM
    return Shown(
        id=row.id if is_full else None,
        room_id=row.room_id,
        starts_at=row.starts_at,
        ends_at=row.ends_at,
        free_at=row.free_at,
        whose=whose,
        status=row.status,
        title=row.title if is_full or row.is_open else "",
        name=row.name if knows_name else "",
        organisation=row.organisation if knows_name else "",
        repeats=is_full and row.series_id is not None,
    )


def _whose(row: Row[Any], by: Actor) -> Whose:
    if row.user_id is None and row.organisation_id is None:
        return Whose.HOUSE
    if row.user_id is not None and row.user_id == by.id:
        return Whose.MINE
    if row.organisation_id is not None and row.organisation_id == by.organisation_id:
        return Whose.TEAM
    return Whose.OTHERS
