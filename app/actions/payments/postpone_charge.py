"""The vendor was not reached, or took no call: nothing happened over there, and the same attempt may ask again."""

from __future__ import annotations

from app.access.actor import Actor
from app.actions.payments.attempt import held_attempt
from app.models import PaymentAttempt
from app.work import transaction


def postpone_charge(attempt_id: int, reason: str, *, by: Actor) -> None:
    """Said by whoever asked, and by nobody else: only they know that nothing came of it."""
    with transaction(by=by) as work:
        attempt = held_attempt(work, attempt_id)
        if PaymentAttempt.moves.may(attempt, "wait"):
            PaymentAttempt.moves.move(attempt, "wait")
            attempt.reason = reason[:500]
