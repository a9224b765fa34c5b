"""A booking ends before its time: the room is free for others from now on, the price stays."""

from __future__ import annotations

from flask_babel import gettext as _

from app.access.actor import Actor
from app.actions.bookings.allowed import lock_with_room
from app.core.clock import now
from app.core.errors import Refused
from app.models import Booking
from app.models.booking import BookingStatus
from app.work import transaction


def end_booking(booking_id: int, *, by: Actor) -> Booking:
    """A second time changes nothing. Raises Refused before it has begun."""
    with transaction(by=by) as work:
        booking = lock_with_room(work, booking_id)
        if booking.status is BookingStatus.DONE:
            return booking
        if booking.starts_at > now() and booking.status is not BookingStatus.CHECKED_IN:
            raise Refused(_("It has not begun. Cancel it instead."))
        Booking.moves.move(booking, "close")
        booking.ended_at = min(now(), booking.ends_at)
        return booking
