"""The vendor's account knows of no payment for an open page of it: it is looked at again later, and closed after the last look."""

from __future__ import annotations

from flask_babel import gettext as _

from app.access.actor import Actor
from app.actions.payments.attempt import held_attempt
from app.actions.purchases.charged import follow_charge
from app.core import clock
from app.models import PaymentAttempt
from app.rules.checkout_looks import next_look
from app.work import transaction


def leave_checkout(attempt_id: int, *, seen: int, by: Actor) -> bool:
    """Whether it is closed now. `seen`: how often it had been looked up before this look, so that who went there once more meanwhile, or a second
    look at the same time, is left alone. A notice that comes late still counts: what was dropped may be taken.
    """
    with transaction(by=by) as work:
        attempt = held_attempt(work, attempt_id)
        if attempt.look_at is None or attempt.looks != seen or attempt.look_at > clock.now():
            return False
        attempt.looks += 1
        attempt.look_at = next_look(clock.now(), attempt.looks)
        if attempt.look_at is not None:
            return False
        PaymentAttempt.moves.move(attempt, "drop")
        attempt.reason = _("Nobody paid on PayFast's page.")
        attempt.decided_at, attempt.decided_by = clock.now(), by.name
        follow_charge(work, attempt.invoice_id, "fail")
        return True
