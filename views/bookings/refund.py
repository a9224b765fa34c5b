"""What cancelling a booking would give back at this moment: done, read and undone."""

from __future__ import annotations

from contextlib import suppress

from app.access.actor import Actor
from app.actions.bookings.cancel import cancel_booking
from app.core.errors import FoyerError
from app.models import Booking
from app.work import rehearsal

ONLY_SHOWN = "-"


def refund_now(booking: Booking, *, by: Actor, by_operator: bool = False) -> int | None:
    """Cents that would come back; None when it cannot be cancelled so."""
    before, after = booking.charged_cents, None
    with suppress(FoyerError), rehearsal(by=by):
        after = cancel_booking(booking.id, by=by, by_operator=by_operator, reason=ONLY_SHOWN).charged_cents
    return None if after is None else before - after
