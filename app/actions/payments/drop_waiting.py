"""Staff decide that a charge which waits is not made: its invoice can be paid otherwise (I8)."""

from __future__ import annotations

from flask_babel import gettext as _

from app.access.actor import Actor, require
from app.access.permissions import Permission
from app.actions.payments.attempt import held_attempt
from app.actions.payments.drop_charge import drop_charge
from app.core.errors import Refused
from app.models import PaymentAttempt
from app.work import transaction


def drop_waiting(attempt_id: int, *, reason: str, by: Actor) -> PaymentAttempt:
    """Whatever job has it finds nothing to ask for any more. Raises Refused without a reason, and for one that the vendor was asked for."""
    with transaction(by=by) as work:
        attempt = held_attempt(work, attempt_id)
        require(by, Permission.PAYMENT_WRITE, attempt)
        if not attempt.waits:
            raise Refused(_("%(charge)s does not wait any more: look at it again.", charge=attempt))
        if not (why := " ".join(reason.split())):
            raise Refused(_("Please fill this in."), field="reason")
        drop_charge(work, attempt, why)
    return attempt
