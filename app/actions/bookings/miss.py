"""Nobody came: the room is free for others, and nothing comes back (W8)."""

from __future__ import annotations

from flask_babel import gettext as _

from app.access.actor import Actor, require
from app.access.permissions import Permission
from app.actions.bookings.allowed import lock_booking
from app.actions.bookings.room_lock import lock_rooms
from app.core.clock import now
from app.core.errors import Refused
from app.models import Booking
from app.models.booking import BookingStatus
from app.work import transaction


def miss_booking(booking_id: int, *, by: Actor) -> Booking:
    """Staff alone. A second time changes nothing. Raises Refused before it has begun, and for one that was checked in."""
    with transaction(by=by) as work:
        lock_rooms(work, work.get(Booking, booking_id).room_id)
        booking = lock_booking(work, booking_id)
        require(by, Permission.BOOKING_WRITE, booking)
        if booking.status is BookingStatus.NO_SHOW:
            return booking
        if booking.starts_at > now():
            raise Refused(_("It has not begun yet."))
        Booking.moves.move(booking, "miss")
        booking.ended_at = now()
        return booking
