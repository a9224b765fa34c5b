"""Tell the jobs again of what waits and has nobody at it: a parked job, or one that somebody removed."""

from __future__ import annotations

from sqlalchemy import Integer, exists, select

from app.access.actor import Actor, require
from app.access.permissions import Permission
from app.actions.access.settle import WANTED, wanted_at
from app.models import Access, OutboxMessage
from app.models.access import AccessState
from app.models.outbox import OutboxState
from app.work import transaction


def revive_access(*, by: Actor) -> int:
    """Returns how many."""
    with transaction(by=by) as work:
        require(by, Permission.ACCESS_SETTLE)
        at_it = exists().where(
            OutboxMessage.event.in_([event.__name__ for event in WANTED.values()]),
            OutboxMessage.state.in_((OutboxState.DUE, OutboxState.QUEUED)),
            OutboxMessage.payload["access_id"].astext.cast(Integer) == Access.id,
        )
        waiting = (
            select(Access.id, Access.system).where(Access.state.in_((AccessState.WANTED, AccessState.WORKING)), ~at_it).order_by(Access.id)
        )
        found = work.session.execute(waiting.with_for_update(of=Access)).all()
        work.emit_all([wanted_at(system, row_id) for row_id, system in found])
    return len(found)
