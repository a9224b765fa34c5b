"""What a room costs somebody without a discount and without credits: for staff who do not know yet who will book it."""

from __future__ import annotations

import datetime as dt

from app.models import Room
from app.queries.bookings.house_rules import HouseRules
from app.queries.bookings.terms import terms_of


def list_price(room: Room, rules: HouseRules, starts_at: dt.datetime, ends_at: dt.datetime) -> int:
    """Cents, VAT included; zero for an interval without a length."""
    if ends_at <= starts_at:
        return 0
    return terms_of(room, room.location, rules.peak_days, starts_at, ends_at, []).quote(starts_at, ends_at).cost
