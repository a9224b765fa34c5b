"""The day has come on which a declined card is tried again."""

from __future__ import annotations

from app.access.actor import Actor
from app.actions.payments.attempt import held_attempt
from app.actions.payments.auto_pay import may_charge
from app.actions.payments.begin_charge import begin_charge
from app.work import transaction


def retry_charge(attempt_id: int, *, by: Actor) -> bool:
    """Whether there is a new attempt: not when the invoice was paid meanwhile, nor without a card or when automatic payment was switched off."""
    with transaction(by=by) as work:
        attempt = held_attempt(work, attempt_id)
        if attempt.retry_on is None or attempt.invoice_id is None:
            return False
        attempt.retry_on = None
        if not may_charge(work, attempt.invoice_id):
            return False
        begin_charge(attempt.invoice_id, is_auto=True, by=by)
        return True
