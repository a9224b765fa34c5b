"""What a booking costs somebody who gives it back now (W8)."""

from __future__ import annotations

import datetime as dt

from sqlalchemy.orm import Session

from app.models import Booking
from app.queries.bookings.house_rules import HouseRules
from app.queries.bookings.paid import debited
from app.rules.cancellation import fee_and_refund, refund_percent


def fee_now(session: Session, booking: Booking, rules: HouseRules, at: dt.datetime, *, by_operator: bool = False) -> int:
    """Cents that are kept, never less than what an earlier move has fixed (B8); nothing when the operator cancels.

    Without a policy: what was debited or invoiced, and nothing of what is on hold (rules.md 7). Who acts on it holds the locks of the wallets that
    pay: a hold may be debited at any moment.
    """
    if by_operator:
        return 0
    if rules.policy is None:
        return debited(session, booking) + booking.invoice_cents
    percent = refund_percent(rules.policy, booking.starts_at, at)
    return max(fee_and_refund(booking.charged_cents, percent).fee, min(booking.least_cents, booking.charged_cents))
