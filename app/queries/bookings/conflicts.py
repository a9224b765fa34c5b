"""What is in the way of a booking: live bookings of the room, with the buffers behind both (B9)."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import ColumnElement, bindparam, or_, select
from sqlalchemy.dialects.postgresql import TSTZRANGE, Range
from sqlalchemy.orm import Session

from app.core.clock import now
from app.models import Booking
from app.models.booking import LIVE, BookingStatus

OVERLAPPING = (
    select(Booking)
    .where(Booking.room_id == bindparam("room"), Booking.blocked.overlaps(bindparam("span", type_=TSTZRANGE)), Booking.status.in_(LIVE))
    .order_by(Booking.starts_at)
    .execution_options(populate_existing=True)
)  # made once, as every booking asks it


def blocked(starts_at: dt.datetime, ends_at: dt.datetime, buffer_minutes: int) -> Range[dt.datetime]:
    """A booking and the buffer behind it: 09:00-10:00 with 15 minutes leaves 10:00 blocked and 10:15 free."""
    return Range(starts_at, ends_at + dt.timedelta(minutes=buffer_minutes), bounds="[)")


def standing() -> ColumnElement[bool]:
    """Blocks its room at this moment: a hold that has lapsed does not, also before the clock has noticed it."""
    return Booking.status.in_(LIVE) & or_(Booking.status != BookingStatus.HELD, Booking.held_until > now())


def overlapping(session: Session, room_id: int, span: Range[dt.datetime]) -> list[Booking]:
    """Live ones that overlap, and holds that have lapsed and are still written down as live."""
    return list(session.scalars(OVERLAPPING, {"room": room_id, "span": span}))


def in_the_way(session: Session, room_id: int, span: Range[dt.datetime], *, but: int | None = None) -> list[Booking]:
    """The bookings that overlap `span`, the first to start first; `but` is the booking that would move."""
    query = select(Booking).where(Booking.room_id == room_id, Booking.blocked.overlaps(span), standing())
    if but is not None:
        query = query.where(Booking.id != but)
    return list(session.scalars(query.order_by(Booking.starts_at)))
