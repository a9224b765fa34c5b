"""The booking calendar of a location: what stands in its rooms between two days, as far as the actor may know.

A member sees their own bookings in full, those of their organisation with the name, and of all others only that the room is
booked, unless a booking is open: then its title too. Staff see everything at their locations.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from enum import StrEnum
from typing import NamedTuple

from sqlalchemy import func, or_, select, union_all
from sqlalchemy.orm import Session, joinedload

from app.access.actor import Actor
from app.access.scope import visible
from app.core.entity import AnySelect
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


class Shown(NamedTuple):
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
    return [_shown(by, *row) for row in session.execute(_between(location.id, room_ids, since, until))]


def agenda(session: Session, since: dt.datetime, *, by: Actor, most: int, only_own: bool = False) -> list[Booking]:
    """Bookings of the actor's own, and of the team that they run, that are still to end; the next one first."""
    criterion = visible(by, Booking)
    whose = Booking.user_id == by.id if only_own or criterion is None else criterion
    along = (joinedload(Booking.room), joinedload(Booking.location), joinedload(Booking.user), joinedload(Booking.organisation))
    query = (
        select(Booking)
        .where(Booking.ends_at > since, standing(), whose)
        .options(*along)
        .order_by(Booking.starts_at, Booking.id)
        .limit(most)
    )
    return list(session.scalars(query))


def _between(location_id: int, room_ids: Sequence[int], since: dt.datetime, until: dt.datetime) -> AnySelect:
    """What begins shortly before or in the range, by the index of the location; and what began long before and still holds a room, by the one that keeps bookings apart."""
    lately = since - LONGEST_USUAL
    columns = (
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
    )
    usual = select(*columns).where(
        Booking.location_id == location_id,
        Booking.starts_at >= lately,
        Booking.starts_at < until,
        or_(Booking.status == BookingStatus.DONE, standing()),
    )
    long = select(*columns).where(Booking.room_id.in_(room_ids), Booking.blocked.contains(since), Booking.starts_at < lately, standing())
    found = union_all(usual, long).subquery()
    return (
        select(found, FoyerUser.first_name, FoyerUser.last_name, Organisation.name.label("organisation"))
        .outerjoin(FoyerUser, FoyerUser.id == found.c.user_id)
        .outerjoin(Organisation, Organisation.id == found.c.organisation_id)
        .where(found.c.room_id.in_(room_ids), found.c.ends_at > since)
        .order_by(found.c.starts_at, found.c.id)
    )


def _shown(
    by: Actor,
    booking_id: int,
    room_id: int,
    starts_at: dt.datetime,
    ends_at: dt.datetime,
    free_at: dt.datetime,
    status: BookingStatus,
    title: str,
    is_open: bool,
    user_id: int | None,
    organisation_id: int | None,
    series_id: int | None,
    first_name: str | None,
    last_name: str | None,
    organisation: str | None,
) -> Shown:
    """One row of the query below, in its order: unpacked, because a week may have thousands."""
    whose = _whose(user_id, organisation_id, by)
    is_full = by.is_staff or whose is Whose.MINE or (whose is Whose.TEAM and by.runs_team)
    if not is_full and whose is not Whose.TEAM:
        return Shown(None, room_id, starts_at, ends_at, free_at, whose, status, title if is_open else "", "", "", repeats=False)
    name = f"{first_name} {last_name}" if first_name else ""
    if not is_full:
        return Shown(
            None, room_id, starts_at, ends_at, free_at, whose, status, title if is_open else "", name, organisation or "", repeats=False
        )
    return Shown(
        booking_id, room_id, starts_at, ends_at, free_at, whose, status, title, name, organisation or "", repeats=series_id is not None
    )


def _whose(user_id: int | None, organisation_id: int | None, by: Actor) -> Whose:
    if user_id is None and organisation_id is None:
        return Whose.HOUSE
    if user_id is not None and user_id == by.id:
        return Whose.MINE
    return Whose.TEAM if organisation_id is not None and organisation_id == by.organisation_id else Whose.OTHERS
