"""Somebody came: the room is in use."""

from __future__ import annotations

import datetime as dt

from flask_babel import gettext as _

from app.access.actor import SYSTEM, Actor
from app.actions.bookings.allowed import lock_with_room
from app.actions.bookings.check import check_free
from app.actions.bookings.wish_of import wish_of
from app.core.clock import now
from app.core.errors import Refused
from app.models import Booking
from app.models.booking import BookingStatus
from app.queries.bookings.facts import facts_of
from app.work import transaction

EARLY = dt.timedelta(minutes=15)


def may_check_in(booking: Booking, at: dt.datetime) -> bool:
    return Booking.moves.may(booking, "check_in") and booking.starts_at - EARLY <= at < booking.ends_at


def check_in_booking(booking_id: int, *, by: Actor) -> Booking:
    """From a quarter of an hour before it starts until it ends. A second time changes nothing.

    Who was marked as not having come has come after all, while the room is still free. Raises Conflict, with alternatives, where it is not.
    """
    with transaction(by=by) as work:
        booking = lock_with_room(work, booking_id)
        if booking.status is BookingStatus.CHECKED_IN:
            return booking
        if booking.starts_at - now() > EARLY:
            raise Refused(_("It starts later: check in from a quarter of an hour before."))
        if booking.ends_at <= now():
            raise Refused(_("It is over already."))
        if booking.status is BookingStatus.NO_SHOW:
            check_free(work, facts_of(work.session, wish_of(booking), by=SYSTEM))
            booking.ended_at = None
        Booking.moves.move(booking, "check_in")
        booking.checked_in_at = now()
        return booking
