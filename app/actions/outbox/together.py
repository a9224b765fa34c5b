"""The same decision about many parked jobs: all of one kind that failed for one reason."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from sqlalchemy import select

from app.access.actor import Actor, require
from app.access.permissions import Permission
from app.actions.outbox.give_up import give_up_message
from app.actions.outbox.retry import retry_message
from app.core.errors import Refused
from app.models import OutboxMessage
from app.models.outbox import OutboxState
from app.work import transaction

AT_ONCE = 500


def retry_together(job: str, reason: str, *, by: Actor) -> int:
    """How many are due again; each as retry_message does it, in its own transaction."""
    return _each(job, reason, lambda row_id: retry_message(row_id, by=by), by=by)


def give_up_together(job: str, reason: str, *, why: str, by: Actor) -> int:
    """How many nobody does any more. Raises Refused without a reason."""
    return _each(job, reason, lambda row_id: give_up_message(row_id, reason=why, by=by), by=by)


def _each(job: str, reason: str, act: Callable[[int], object], *, by: Actor) -> int:
    done = 0
    for row_id in _parked(job, reason, by=by):
        try:
            act(row_id)
        except Refused as no:
            if no.field:
                raise  # the same would be said of each
        else:
            done += 1
    return done


def _parked(job: str, reason: str, *, by: Actor) -> Sequence[int]:
    with transaction(by=by) as work:
        require(by, Permission.OUTBOX_RETRY)
        query = select(OutboxMessage.id).where(
            OutboxMessage.state == OutboxState.PARKED, OutboxMessage.job == job, OutboxMessage.last_error == reason
        )
        return work.session.scalars(query.order_by(OutboxMessage.id).limit(AT_ONCE)).all()
