"""Somebody says at the door that they are done before their time."""

from __future__ import annotations

from app.actions.bookings.end import end_booking
from app.actions.room_screens.who import of_this_room, screen_of
from app.models import Booking
from app.work import transaction


def end_at_door(secret: str, booking_id: int) -> Booking:
    """Raises Missing for a screen that is not paired and a booking of another room, and what end_booking raises."""
    room_id, screen = screen_of(secret)
    with transaction(by=screen) as work:
        return end_booking(of_this_room(work, booking_id, room_id).id, by=screen)
