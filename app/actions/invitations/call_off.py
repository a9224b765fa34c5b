"""Tell everybody that a booking is cancelled."""

from __future__ import annotations

from app.access.actor import Actor
from app.actions.invitations.write_to import invited, managers, write_to
from app.models import Booking
from app.models.delivery import DeliveryKind
from app.work import transaction


def call_off_booking(booking_id: int, *, sequence: int, by: Actor) -> None:
    """Twice is once."""
    with transaction(by=by) as work:
        booking = work.get(Booking, booking_id)
        write_to(work, booking, DeliveryKind.BOOKING_CANCEL, invited(booking), sequence=sequence)
        write_to(work, booking, DeliveryKind.BOOKING_NOTICE, managers(work, booking), sequence=sequence)
