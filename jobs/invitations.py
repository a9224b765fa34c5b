"""What a booking tells its people's calendars, and the location's manager. Each may run twice: deliveries have keys."""

from __future__ import annotations

from app.access.actor import SYSTEM
from app.actions.invitations.call_off import call_off_booking
from app.actions.invitations.invite import invite_to_booking
from jobs import job


@job(queue="mail")
def invite(booking_id: int) -> None:
    """Everybody hears of a new booking."""
    invite_to_booking(booking_id, by=SYSTEM)


@job(queue="mail")
def update(booking_id: int, sequence: int, removed: list[str]) -> None:
    """Everybody hears of a change, and who was taken off that they need not come."""
    invite_to_booking(booking_id, removed=removed, sequence=sequence, by=SYSTEM)


@job(queue="mail")
def call_off(booking_id: int, sequence: int) -> None:
    """Everybody hears that it is cancelled."""
    call_off_booking(booking_id, sequence=sequence, by=SYSTEM)
