"""What a booking costs somebody who gives it back now (W8)."""

from __future__ import annotations

import datetime as dt

from app.models import Booking
from app.queries.bookings.house_rules import HouseRules
from app.rules.cancellation import fee_and_refund, refund_percent


def fee_now(booking: Booking, rules: HouseRules, at: dt.datetime, *, by_operator: bool = False) -> int:
    """Cents that are kept, never less than what an earlier move has fixed (B8); nothing when the operator cancels.

    Without a policy what is on hold is let go, and what was debited stays: see cancel.py.
    """
    if by_operator or rules.policy is None:
        return 0
    percent = refund_percent(rules.policy, booking.starts_at, at)
    return max(fee_and_refund(booking.charged_cents, percent).fee, min(booking.least_cents, booking.charged_cents))
