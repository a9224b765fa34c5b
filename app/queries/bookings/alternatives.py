"""Where else: the same room a little earlier or later, or another room of the place at the same time."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import bindparam, exists, or_, select
from sqlalchemy.dialects.postgresql import TSTZRANGE
from sqlalchemy.orm import Session

from app.core.clock import now
from app.models import Booking, Room
from app.queries.bookings.conflicts import blocked, standing
from app.rules.booking_limits import MINUTE, up_to_grid

AROUND = dt.timedelta(hours=6)
OTHER_ROOMS = 2


@dataclass(frozen=True, slots=True)
class Alternative:
    """A room and times at which it is free; whether the person may book it there is for a quote to say."""

    room_id: int
    room: str
    starts_at: dt.datetime
    ends_at: dt.datetime


TAKEN_TIMES = select(Booking.blocked).where(
    Booking.room_id == bindparam("room"),
    standing(),
    Booking.blocked.overlaps(bindparam("around", type_=TSTZRANGE)),
    Booking.id.is_distinct_from(bindparam("but", type_=Booking.id.type)),
)
FREE_ROOMS = (
    select(Room.id, Room.name)
    .where(
        Room.location_id == bindparam("location"),
        Room.id != bindparam("room"),
        Room.capacity >= bindparam("people"),
        or_(~Room.is_private, Room.space_id == bindparam("space")),
        ~exists().where(Booking.room_id == Room.id, Booking.blocked.overlaps(bindparam("span", type_=TSTZRANGE)), standing()),
    )
    .order_by(Room.peak_rate_cents, Room.capacity, Room.id)
    .limit(OTHER_ROOMS)
)


def nearest(
    session: Session, room: Room, starts_at: dt.datetime, ends_at: dt.datetime, *, grid: int, but: int | None = None
) -> list[Alternative]:
    """The next free time before and after in this room, within six hours by steps of `grid` minutes, and up to two other public rooms that hold as many
    people.
    """
    return [*_other_times(session, room, starts_at, ends_at, grid, but), *_other_rooms(session, room, starts_at, ends_at)]


def _other_times(
    session: Session, room: Room, starts_at: dt.datetime, ends_at: dt.datetime, grid: int, but: int | None
) -> list[Alternative]:
    around = blocked(starts_at - AROUND, ends_at + AROUND, room.buffer_minutes)
    asked = {"room": room.id, "around": around, "but": but}
    taken = list(session.scalars(TAKEN_TIMES, asked))
    length, step, found = ends_at - starts_at, grid * MINUTE, []
    first = up_to_grid(now(), room.location.zone, grid)
    for direction in (-1, 1):
        for steps in range(1, AROUND // step + 1):
            begins = starts_at + direction * steps * step
            span = blocked(begins, begins + length, room.buffer_minutes)
            if begins >= first and not any(span.overlaps(each) for each in taken):
                found.append(Alternative(room.id, room.name, begins, begins + length))
                break
    return found


def _other_rooms(session: Session, room: Room, starts_at: dt.datetime, ends_at: dt.datetime) -> list[Alternative]:
    asked = {"location": room.location_id, "room": room.id, "people": room.capacity, "space": room.space_id}
    found = session.execute(FREE_ROOMS, asked | {"span": blocked(starts_at, ends_at, 0)})
    return [Alternative(room_id, name, starts_at, ends_at) for room_id, name in found]
