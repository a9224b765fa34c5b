"""Give a parked job up, with a reason: it is never tried again, and stays to be read."""

from __future__ import annotations

from flask_babel import gettext as _
from sqlalchemy import select

from app.access.actor import Actor, require
from app.access.permissions import Permission
from app.actions.payments.attempt import held_attempt
from app.actions.payments.drop_charge import drop_charge
from app.core.errors import Refused
from app.models import OutboxMessage, PaymentAttempt
from app.models.charge_jobs import EVENTS, in_hand
from app.models.outbox import OutboxState
from app.work import Work, transaction


def give_up_message(message_id: int, *, reason: str, by: Actor) -> OutboxMessage:
    """What it was to do somebody does by hand, or nobody: a charge that waits for it is dropped, so that its invoice can be paid otherwise.

    Raises Refused without a reason, and for one that is not parked.
    """
    with transaction(by=by) as work:
        seen = work.get(OutboxMessage, message_id)
        require(by, Permission.OUTBOX_RETRY)
        attempt = (
            held_attempt(work, int(seen.payload["attempt_id"])) if seen.event in EVENTS else None
        )  # before the job, as who charges does
        message = work.lock(OutboxMessage, message_id)
        if message.state is not OutboxState.PARKED:
            raise Refused(_("This job is not parked, so there is nothing to give up."))
        if not (why := reason.strip()[:500]):
            raise Refused(_("Say why nobody has to do it any more."), field="reason")

        message.state, message.given_up_by, message.given_up_reason = OutboxState.GIVEN_UP, by.name, why
        changes = {"state": [OutboxState.PARKED.value, OutboxState.GIVEN_UP.value], "reason": ["", why]}
        work.record("give up", "outbox_message", [{"noun_id": message.id, "name": str(message), "changes": changes}])
        if attempt is not None and not message.is_restored:
            _drop(work, attempt, why)
    return message


def _drop(work: Work, attempt: PaymentAttempt, why: str) -> None:
    """Not after a restore: the Foyer that is lost may have charged it, and the next one for the invoice would not look for this one. So that one goes on waiting, for who looks."""
    work.session.flush()
    if attempt.waits and not work.session.scalar(select(in_hand(attempt.id))):
        drop_charge(work, attempt, why)
