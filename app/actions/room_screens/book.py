"""Somebody takes a free room in passing: it is the house's own until the desk says whose, and they are in."""

from __future__ import annotations

from flask_babel import gettext as _

from app.actions.bookings.check_in import check_in_booking
from app.actions.bookings.create import create_booking
from app.actions.room_screens.who import screen_of
from app.core.errors import Conflict
from app.models import Booking
from app.queries.room_screen import room_now
from app.work import transaction


def book_at_door(secret: str) -> Booking:
    """For half an hour, or until shortly before the next. Raises Missing for a screen that is not paired, Conflict when it is not free."""
    room_id, screen = screen_of(secret)
    with transaction(by=screen) as work:
        found = room_now(work.session, room_id)
        if found.take is None:
            raise Conflict(_("It cannot be taken just now."))
        starts_at, ends_at = found.take
        booking = create_booking(by=screen, room_id=room_id, starts_at=starts_at, ends_at=ends_at, title=_("At the door"))
        return check_in_booking(booking.id, by=screen)
