"""Nobody came: the room is free for others, and nothing comes back (W8)."""

from __future__ import annotations

from flask_babel import gettext as _

from app.access.actor import Actor, require
from app.access.permissions import Permission
from app.actions.bookings.allowed import lock_with_room
from app.core.clock import now
from app.core.errors import Refused
from app.models import Booking
from app.models.booking import BookingStatus
from app.work import transaction


def miss_booking(booking_id: int, *, by: Actor) -> Booking:
    """Staff alone. A second time changes nothing. Raises Refused before it has begun, and for one that was checked in."""
    with transaction(by=by) as work:
        booking = lock_with_room(work, booking_id)
        require(by, Permission.BOOKING_WRITE, booking)
        if booking.status is BookingStatus.NO_SHOW:
            return booking
        if booking.starts_at > now():
            raise Refused(_("It has not begun yet."))
        Booking.moves.move(booking, "miss")
        booking.ended_at = now()
        return booking
