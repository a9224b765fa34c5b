"""RoomNow: what the screen beside a door says at this moment, and what may be done there."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from app.core import clock
from app.models import Booking, Closure, Room
from app.models.booking import BookingStatus
from app.queries.bookings.conflicts import blocked, in_the_way, standing
from app.queries.bookings.house_rules import house_rules
from app.queries.settings import setting
from app.rules.booking_limits import down_to_grid, up_to_grid

AT_THE_DOOR = "booking.at_the_door"
AT_ONCE, BY_PHONE = "at_once", "by_phone"
MINUTE = dt.timedelta(minutes=1)
WALK_UP, LEAST, EARLY = 30 * MINUTE, 10 * MINUTE, 15 * MINUTE
DAY = dt.timedelta(days=1)


class State(StrEnum):
    """`preparing`: nobody is in, and the minutes between two bookings are not over."""

    FREE = "free"
    BUSY = "busy"
    PREPARING = "preparing"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class Slot:
    """A booking; `title` only where it is open to everybody."""

    id: int
    title: str
    starts_at: dt.datetime
    ends_at: dt.datetime


@dataclass(frozen=True, slots=True)
class RoomNow:
    """`until`: when that changes, empty for the rest of the day. `take`: from when to when somebody at the door may take it now."""

    room_id: int
    room: str
    place: str
    zone: str
    at: dt.datetime
    state: State
    reason: str
    current: Slot | None
    later: tuple[Slot, ...]
    until: dt.datetime | None
    take: tuple[dt.datetime, dt.datetime] | None
    check_in: int | None
    end: int | None


def room_now(session: Session, room_id: int) -> RoomNow:
    """Raises sqlalchemy's NoResultFound for a room that is not there."""
    room, at = session.get_one(Room, room_id), clock.now()
    grid = house_rules(session).grid
    today, begun = clock.local(at, room.location.zone).date(), down_to_grid(at, room.location.zone, grid)
    rows = _rows(session, room, begun)
    current = next((row for row in rows if _is_on(row, at)), None)
    wait = None if current else next((row for row in rows if row.ends_at <= at and at in row.blocked), None)
    later = [
        row for row in rows if row is not current and row.starts_at > at and clock.local(row.starts_at, room.location.zone).date() == today
    ]
    reason = _closed(session, room, today)
    state = State.BUSY if current else State.CLOSED if reason else State.PREPARING if wait else State.FREE
    next_start = later[0].starts_at if later else None
    until = current.ends_at if current else wait.blocked.upper if wait else next_start
    return RoomNow(
        room_id=room.id,
        room=room.name,
        place=room.location.name,
        zone=room.location.zone,
        at=at,
        state=state,
        reason=reason,
        current=_slot(current) if current else None,
        later=tuple(_slot(row) for row in later),
        until=until,
        take=_take(session, room, at, grid, rows) if state is State.FREE else None,
        check_in=_check_in(session, room, at, rows),
        end=current.id if current is not None and _may_end(current, at) else None,
    )


def _rows(session: Session, room: Room, begun: dt.datetime) -> Sequence[Booking]:
    """Whatever blocks the room from then on for a day, in order."""
    query = select(Booking).where(
        Booking.room_id == room.id, standing(), func.upper(Booking.blocked) > begun, Booking.starts_at < begun + DAY
    )
    return session.scalars(query.order_by(Booking.starts_at)).all()


def _is_on(row: Booking, at: dt.datetime) -> bool:
    return row.ends_at > at and (row.starts_at <= at or row.status is BookingStatus.CHECKED_IN)


def _may_end(row: Booking, at: dt.datetime) -> bool:
    return row.status is BookingStatus.CHECKED_IN or (row.status is BookingStatus.CONFIRMED and row.starts_at <= at)


def _check_in(session: Session, room: Room, at: dt.datetime, rows: Sequence[Booking]) -> int | None:
    """Who may say that they have come. Somebody who was marked as not having come has come after all, while nobody else has the room."""
    waiting = next(
        (row.id for row in rows if row.status is BookingStatus.CONFIRMED and row.starts_at - at <= EARLY and row.ends_at > at), None
    )
    if waiting is not None:
        return waiting
    missed = select(Booking).where(
        Booking.room_id == room.id, Booking.status == BookingStatus.NO_SHOW, Booking.starts_at <= at + EARLY, Booking.ends_at > at
    )
    for row in session.scalars(missed.order_by(Booking.starts_at.desc())):
        if not in_the_way(session, room.id, blocked(row.starts_at, row.ends_at, room.buffer_minutes)):
            return row.id
    return None


def _closed(session: Session, room: Room, today: dt.date) -> str:
    query = select(Closure.reason).where(
        Closure.location_id == room.location_id,
        or_(Closure.room_id.is_(None), Closure.room_id == room.id),
        Closure.starts_on <= today,
        Closure.ends_on >= today,
    )
    return session.scalars(query.limit(1)).one_or_none() or ""


def _take(session: Session, room: Room, at: dt.datetime, grid: int, rows: Sequence[Booking]) -> tuple[dt.datetime, dt.datetime] | None:
    """Half an hour at least, on the grid, or less where the next are near. A private room is nobody's to take in passing."""
    if room.is_private or setting(session, AT_THE_DOOR, AT_ONCE) == BY_PHONE:
        return None
    zone = room.location.zone
    start, end = down_to_grid(at, zone, grid), up_to_grid(at + WALK_UP - MINUTE, zone, grid)
    if any(row.starts_at <= at for row in rows):  # its buffer reaches into the quarter of an hour that has begun
        return None
    for row in rows:
        end = min(end, down_to_grid(row.starts_at - room.buffer_minutes * MINUTE, zone, grid))
    return (start, end) if end - at >= LEAST else None


def _slot(row: Booking) -> Slot:
    return Slot(row.id, row.title if row.is_open else "", row.starts_at, row.ends_at)
