"""Somebody came: the room is in use."""

from __future__ import annotations

import datetime as dt

from flask_babel import gettext as _

from app.access.actor import Actor
from app.actions.bookings.allowed import lock_booking
from app.actions.bookings.room_lock import lock_rooms
from app.core.clock import now
from app.core.errors import Refused
from app.models import Booking
from app.models.booking import BookingStatus
from app.work import transaction

EARLY = dt.timedelta(minutes=15)


def check_in_booking(booking_id: int, *, by: Actor) -> Booking:
    """From a quarter of an hour before it starts until it ends. A second time changes nothing."""
    with transaction(by=by) as work:
        lock_rooms(work, work.get(Booking, booking_id).room_id)
        booking = lock_booking(work, booking_id)
        if booking.status is BookingStatus.CHECKED_IN:
            return booking
        if booking.starts_at - now() > EARLY:
            raise Refused(_("It starts later: check in from a quarter of an hour before."))
        if booking.ends_at <= now():
            raise Refused(_("It is over already."))
        Booking.moves.move(booking, "check_in")
        booking.checked_in_at = now()
        return booking
