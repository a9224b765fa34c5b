"""What is in the way of a booking: live bookings of the room, with the buffers behind both (B9)."""

from __future__ import annotations

import datetime as dt
from typing import NamedTuple

from sqlalchemy import ColumnElement, bindparam, select
from sqlalchemy.dialects.postgresql import TSTZRANGE, Range
from sqlalchemy.orm import Session

from app.core.clock import now
from app.models import Booking
from app.models.booking import LIVE, BookingStatus
from app.models.booking_answers import blocks

OVERLAPPING = (
    select(Booking.id, Booking.status, Booking.starts_at, Booking.ends_at, Booking.held_until)
    .where(Booking.room_id == bindparam("room"), Booking.blocked.overlaps(bindparam("span", type_=TSTZRANGE)), Booking.status.in_(LIVE))
    .order_by(Booking.starts_at)
)  # made once, as every booking asks it


class Standing(NamedTuple):
    """A live booking that is there, by its times alone: whose it is may be nobody's business."""

    id: int
    status: BookingStatus
    starts_at: dt.datetime
    ends_at: dt.datetime
    held_until: dt.datetime | None

    @property
    def has_lapsed(self) -> bool:
        """A hold whose time is over frees its room before the clock comes by."""
        return self.status is BookingStatus.HELD and self.held_until is not None and self.held_until <= now()


def blocked(starts_at: dt.datetime, ends_at: dt.datetime, buffer_minutes: int) -> Range[dt.datetime]:
    """A booking and the buffer behind it: 09:00-10:00 with 15 minutes leaves 10:00 blocked and 10:15 free."""
    return Range(starts_at, ends_at + dt.timedelta(minutes=buffer_minutes), bounds="[)")


def standing() -> ColumnElement[bool]:
    """Blocks its room as the question is asked: a hold that has lapsed does not, also before the clock has noticed it."""
    return blocks()


def overlapping(session: Session, room_id: int, span: Range[dt.datetime]) -> list[Standing]:
    """Live ones that overlap, and holds that have lapsed and are still written down as live."""
    return [Standing(*row) for row in session.execute(OVERLAPPING, {"room": room_id, "span": span})]


def in_the_way(session: Session, room_id: int, span: Range[dt.datetime], *, but: int | None = None) -> list[Booking]:
    """The bookings that overlap `span`, the first to start first; `but` is the booking that would move."""
    query = select(Booking).where(Booking.room_id == room_id, Booking.blocked.overlaps(span), standing())
    if but is not None:
        query = query.where(Booking.id != but)
    return list(session.scalars(query.order_by(Booking.starts_at)))
