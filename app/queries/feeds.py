"""What a calendar feed tells: a person's own bookings, or when a room is busy. Nobody's address, ever."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session, joinedload

from app.core.clock import now
from app.models import Booking
from app.models.booking import BookingStatus
from app.queries.bookings.conflicts import standing

PAST, AHEAD = dt.timedelta(days=90), dt.timedelta(days=400)
MOST = 2000
OVER = (BookingStatus.DONE, BookingStatus.NO_SHOW)


@dataclass(frozen=True, slots=True)
class Entry:
    """One event; `title` is empty where it is nobody's business. `public_id` only in the person's own."""

    uid: str
    sequence: int
    starts_at: dt.datetime
    ends_at: dt.datetime
    zone: str
    title: str
    room: str
    where: str
    public_id: str = ""


def my_entries(session: Session, user_id: int) -> list[Entry]:
    """The person's own bookings, in order; cancelled ones and holds are none."""
    status = Booking.status.in_((BookingStatus.CONFIRMED, BookingStatus.CHECKED_IN, *OVER))
    return [_entry(row, row.title or row.room.name, str(row.public_id)) for row in _rows(session, Booking.user_id == user_id, status)]


def room_entries(session: Session, room_id: int) -> list[Entry]:
    """When the room is busy; titles only of what is open to everybody."""
    status = standing() | (Booking.status == BookingStatus.DONE)
    return [_entry(row, row.title if row.is_open else "") for row in _rows(session, Booking.room_id == room_id, status)]


def _rows(session: Session, *conditions: ColumnElement[bool]) -> Sequence[Booking]:
    window = Booking.ends_at > now() - PAST, Booking.starts_at < now() + AHEAD
    query = select(Booking).where(*conditions, *window).options(joinedload(Booking.room), joinedload(Booking.location))
    return session.scalars(query.order_by(Booking.starts_at, Booking.id).limit(MOST)).all()


def _entry(row: Booking, title: str, public_id: str = "") -> Entry:
    """What ended early was busy until then."""
    ends_at = row.ended_at if row.ended_at is not None and row.starts_at < row.ended_at < row.ends_at else row.ends_at
    where = _where((row.room.name, row.location.name, *row.location.address.splitlines()))
    return Entry(row.uid, row.sequence, row.starts_at, ends_at, row.location.zone, title, row.room.name, where, public_id)


def _where(parts: Iterable[str]) -> str:
    return ", ".join(part for part in parts if part.strip())
