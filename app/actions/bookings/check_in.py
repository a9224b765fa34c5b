"""Somebody came: the room is in use."""

from __future__ import annotations

import datetime as dt

from flask_babel import gettext as _

from app.access.actor import Actor
from app.actions.bookings.allowed import lock_with_room
from app.core.clock import now
from app.core.errors import Refused
from app.models import Booking
from app.models.booking import BookingStatus
from app.work import transaction

EARLY = dt.timedelta(minutes=15)


def check_in_booking(booking_id: int, *, by: Actor) -> Booking:
    """From a quarter of an hour before it starts until it ends. A second time changes nothing."""
    with transaction(by=by) as work:
        booking = lock_with_room(work, booking_id)
        if booking.status is BookingStatus.CHECKED_IN:
            return booking
        if booking.starts_at - now() > EARLY:
            raise Refused(_("It starts later: check in from a quarter of an hour before."))
        if booking.ends_at <= now():
            raise Refused(_("It is over already."))
        Booking.moves.move(booking, "check_in")
        booking.checked_in_at = now()
        return booking
