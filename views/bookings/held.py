"""The price of a hold, which is paid when it is confirmed."""

from __future__ import annotations

from app.models import Booking
from app.queries.bookings.terms import kept_terms


def held_cents(row: Booking) -> int:
    """What a hold would cost by the terms that it was made with."""
    return kept_terms(row).quote(row.starts_at, row.ends_at).cost if row.price else 0
