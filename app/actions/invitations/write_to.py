"""Make the deliveries of a booking: one for each address, sequence and kind, whoever asks and however often."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from app.actions.deliveries.letter import letter_row, want_rows
from app.actions.deliveries.prepare import distinct_addresses
from app.models import Booking, Location
from app.models.delivery import DeliveryKind
from app.queries.settings import says_yes
from app.work import Work

TELL_MANAGER = "booking.tell_manager"


def invited(booking: Booking) -> list[str]:
    """The addresses of whoever booked and of the guests, lower-cased, each once; the booker's comes first."""
    booker = [booking.user.email] if booking.user is not None and booking.user.active else []
    return list(distinct_addresses(*booker, *(each.email for each in booking.attendees)))


def managers(work: Work, booking: Booking) -> list[str]:
    """Who looks after the location, unless the operator wants them left alone or they are invited anyway."""
    if not says_yes(work.session, TELL_MANAGER):
        return []
    return [each for each in distinct_addresses(booking.location.manager_email) if each not in invited(booking)]


def write_to(work: Work, booking: Booking, kind: DeliveryKind, addresses: Iterable[str], *, sequence: int) -> None:
    """A silent location's are withheld, a redirected one's go to its one address; each is still written to whom it is for."""
    location = work.get(Location, booking.location_id)
    want_rows(work, [_row(booking, location, kind, address, sequence) for address in addresses])


def _row(booking: Booking, location: Location, kind: DeliveryKind, address: str, sequence: int) -> dict[str, Any]:
    key = f"{kind.value}-{booking.id}-{sequence}-{address}"
    is_booker = booking.user is not None and booking.user.email.lower() == address
    return letter_row(
        kind, key, location, address, booking_id=booking.id, booking_sequence=sequence, user_id=booking.user_id if is_booker else None
    )
