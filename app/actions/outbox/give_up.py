"""Give a parked job up, with a reason: it is never tried again, and stays to be read."""

from __future__ import annotations

from flask_babel import gettext as _

from app.access.actor import Actor, require
from app.access.permissions import Permission
from app.core.errors import Refused
from app.models import OutboxMessage
from app.models.outbox import OutboxState
from app.work import transaction


def give_up_message(message_id: int, *, reason: str, by: Actor) -> OutboxMessage:
    """What it was to do somebody does by hand, or nobody. Raises Refused without a reason, and for one that is not parked."""
    with transaction(by=by) as work:
        message = work.lock(OutboxMessage, message_id)
        require(by, Permission.OUTBOX_RETRY)
        if message.state is not OutboxState.PARKED:
            raise Refused(_("This job is not parked, so there is nothing to give up."))
        if not (why := reason.strip()[:500]):
            raise Refused(_("Say why nobody has to do it any more."), field="reason")

        message.state, message.given_up_by, message.given_up_reason = OutboxState.GIVEN_UP, by.name, why
        changes = {"state": [OutboxState.PARKED.value, OutboxState.GIVEN_UP.value], "reason": ["", why]}
        work.record("give up", "outbox_message", [{"noun_id": message.id, "name": str(message), "changes": changes}])
    return message
