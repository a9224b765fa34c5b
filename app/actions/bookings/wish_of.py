"""A booking as the wish that it would be if it were made now."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from app.models import Booking
from app.queries.bookings.facts import Wish


def wish_of(
    booking: Booking,
    *,
    room_id: int | None = None,
    starts_at: dt.datetime | None = None,
    ends_at: dt.datetime | None = None,
    people: int | None = None,
    extras: Mapping[int, int] | None = None,
) -> Wish:
    """With other values where they are given. It does not stand in its own way."""
    return Wish(
        room_id=room_id or booking.room_id,
        starts_at=starts_at or booking.starts_at,
        ends_at=ends_at or booking.ends_at,
        user_id=booking.user_id,
        organisation_id=booking.organisation_id,
        people=people if people is not None else booking.people,
        booking_id=booking.id,
        keeps_start=starts_at in (None, booking.starts_at),
        extras=tuple((extras or {}).items()),
    )
