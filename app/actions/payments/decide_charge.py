"""A person decides about a charge whose outcome nobody knows, after looking at the vendor's own pages (I8)."""

from __future__ import annotations

import re

from flask_babel import gettext as _
from sqlalchemy import select

from app.access.actor import Actor, require
from app.access.permissions import Permission
from app.actions.payments.attempt import held_attempt
from app.actions.payments.decline_charge import decline_charge
from app.actions.payments.take_charge import payment_key, take_charge
from app.core.errors import Refused
from app.models import Payment, PaymentAttempt
from app.models.payment_attempt import AttemptState
from app.work import transaction

NUMBER = re.compile(r"[A-Za-z0-9-]{1,40}")


def decide_charge(attempt_id: int, *, number: str = "", reason: str = "", by: Actor) -> PaymentAttempt:
    """With the vendor's `number` of the payment it was taken; without one it was not, for that `reason`, and may be charged again.

    Should the money turn out to be there after all, it is still taken, and what is over is credit. Raises Refused unless it is unknown; one that waits is dropped (drop_waiting).
    """
    number, reason = number.strip(), " ".join(reason.split())
    with transaction(by=by) as work:
        attempt = held_attempt(work, attempt_id)
        require(by, Permission.PAYMENT_WRITE, attempt)
        if attempt.state is not AttemptState.LOST:
            raise Refused(_("What came of %(charge)s is known by now: look at it again.", charge=attempt))
        if number:
            if not NUMBER.fullmatch(number):
                raise Refused(_("The number that PayFast gave the payment has up to 40 letters and digits."), field="number")
            if work.session.scalar(select(Payment.id).where(Payment.key == payment_key(number))) is not None:
                raise Refused(_("This number is that of another payment."), field="number")
            take_charge(attempt_id, number, by=by)
        elif not reason:
            raise Refused(_("Say where you looked, and that it is not there."), field="reason")
        else:
            decline_charge(attempt_id, reason, by=by)
    return attempt
