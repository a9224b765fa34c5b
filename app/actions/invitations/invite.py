"""Invite everybody to a booking as it is now: the first time, and again after each move."""

from __future__ import annotations

from collections.abc import Sequence

from app.access.actor import Actor
from app.actions.deliveries.outdated import STANDS
from app.actions.invitations.write_to import invited, managers, write_to
from app.models import Booking
from app.models.delivery import DeliveryKind
from app.queries.told_before import is_first_of_series
from app.work import transaction


def invite_to_booking(booking_id: int, *, removed: Sequence[str] = (), sequence: int = 0, by: Actor) -> None:
    """Whoever was taken off at `sequence` is uninvited. A booking that is over or cancelled by now invites nobody; twice is once.

    A new series is told to the manager in one mail, that of its first booking.
    """
    with transaction(by=by) as work:
        booking = work.get(Booking, booking_id)
        there = invited(booking)
        gone = [address.lower() for address in removed if address.lower() not in there]
        write_to(work, booking, DeliveryKind.BOOKING_CANCEL, gone, sequence=sequence)
        if booking.status in STANDS:
            write_to(work, booking, DeliveryKind.BOOKING_INVITE, there, sequence=booking.sequence)
            if booking.sequence or is_first_of_series(work.session, booking):
                write_to(work, booking, DeliveryKind.BOOKING_NOTICE, managers(work, booking), sequence=booking.sequence)
