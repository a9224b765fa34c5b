"""Somebody says at the door that they have come."""

from __future__ import annotations

from app.actions.bookings.check_in import check_in_booking
from app.actions.room_screens.who import of_this_room, screen_of
from app.models import Booking
from app.work import transaction


def check_in_at_door(secret: str, booking_id: int) -> Booking:
    """Raises Missing for a screen that is not paired and a booking of another room, and what check_in_booking raises."""
    room_id, screen = screen_of(secret)
    with transaction(by=screen) as work:
        return check_in_booking(of_this_room(work, booking_id, room_id).id, by=screen)
