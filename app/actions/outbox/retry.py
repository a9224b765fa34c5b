"""Try a parked job again, with all its patience."""

from __future__ import annotations

from flask_babel import gettext as _
from sqlalchemy import text

from app.access.actor import Actor, require
from app.access.permissions import Permission
from app.core.clock import now
from app.core.errors import Refused
from app.models import OutboxMessage
from app.models.outbox import OutboxState
from app.work import Work, transaction


def retry_message(message_id: int, *, by: Actor) -> OutboxMessage:
    """Due at once. Its attempts go on counting, because they are the fence; its failures and its lives begin anew."""
    with transaction(by=by) as work:
        message = work.lock(OutboxMessage, message_id)
        require(by, Permission.OUTBOX_RETRY)
        if message.state is not OutboxState.PARKED:
            raise Refused(_("This job is not parked, so there is nothing to try again."))

        make_due(work, message)
        changes = {"state": [OutboxState.PARKED.value, OutboxState.DUE.value]}
        work.record("retry", "outbox_message", [{"noun_id": message.id, "name": str(message), "changes": changes}])
    return message


def make_due(work: Work, message: OutboxMessage) -> None:
    """The same inside another action that has checked permission and locked the parked message."""
    message.state, message.failures, message.last_error, message.not_before = OutboxState.DUE, 0, "", now()
    message.trying_since, message.lives_from = None, message.attempt
    work.session.execute(text("SELECT pg_notify('outbox', '')"))
