"""What a booking costs somebody who gives it back now (W8)."""

from __future__ import annotations

import datetime as dt

from sqlalchemy.orm import Session

from app.models import Booking, BookingExtra
from app.queries.bookings.house_rules import HouseRules
from app.queries.bookings.paid import debited
from app.rules.cancellation import fee_of, refund_percent


def fee_now(session: Session, booking: Booking, rules: HouseRules, at: dt.datetime, *, by_operator: bool = False) -> int:
    """Cents that are kept, never less than what an earlier move has fixed (B8); nothing when the operator cancels.

    Without a policy: what was debited or invoiced, and nothing of what is on hold (rules.md 7). Who acts on it holds the locks of the wallets that
    pay: a hold may be debited at any moment.
    """
    if by_operator:
        return 0
    if rules.policy is None:
        return debited(session, booking) + booking.invoice_cents
    return fee_of(booking.charged_cents, refund_percent(rules.policy, booking.starts_at, at), booking.least_cents)


def extra_fee_now(extra: BookingExtra, booking: Booking, rules: HouseRules, at: dt.datetime, *, by_operator: bool = False) -> int:
    """The same of an extra, which goes with its room. Without a policy all of it: it is on an invoice."""
    if by_operator:
        return 0
    if rules.policy is None:
        return extra.charged_cents
    return fee_of(extra.charged_cents, refund_percent(rules.policy, booking.starts_at, at), extra.least_cents)
