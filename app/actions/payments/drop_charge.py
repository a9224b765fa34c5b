"""A charge that nobody asked the vendor for is not made: the invoice, or the purchase that it bills, waits for another payment."""

from __future__ import annotations

from app.actions.purchases.charged import follow_charge
from app.core import clock
from app.models import PaymentAttempt
from app.work import Work


def drop_charge(work: Work, attempt: PaymentAttempt, reason: str) -> None:
    """The attempt is held: who asks needs it open and held as well, so that nobody asks for it any more."""
    PaymentAttempt.moves.move(attempt, "drop")
    attempt.reason, attempt.decided_at, attempt.decided_by = reason[:500], clock.now(), work.by.name
    follow_charge(work, attempt.invoice_id, "fail")
