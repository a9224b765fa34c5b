"""Ask the vendor once more what came of a charge."""

from __future__ import annotations

from app.access.actor import Actor, require
from app.access.permissions import Permission
from app.actions.payments.events import ChargeLookWanted
from app.models import PaymentAttempt
from app.work import transaction


def look_again(attempt_id: int, *, by: Actor) -> None:
    """A job looks; nothing is charged."""
    with transaction(by=by) as work:
        attempt = work.get(PaymentAttempt, attempt_id)
        require(by, Permission.PAYMENT_WRITE, attempt)
        work.emit(ChargeLookWanted(attempt_id))
