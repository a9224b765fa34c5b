"""Nobody knows what came of a charge: it may have been taken, so it stays open until it is found, or a person decides (I8)."""

from __future__ import annotations

from app.access.actor import Actor
from app.actions.payments.attempt import held_attempt
from app.actions.purchases.charged import follow_charge
from app.models import PaymentAttempt
from app.work import transaction


def lose_charge(attempt_id: int, reason: str, *, by: Actor) -> None:
    """Safe to repeat."""
    with transaction(by=by) as work:
        attempt = held_attempt(work, attempt_id)
        if PaymentAttempt.moves.may(attempt, "lose"):
            PaymentAttempt.moves.move(attempt, "lose")
            attempt.reason = reason[:500]
            follow_charge(work, attempt.invoice_id, "lose")
