"""Try an access again that a person has looked at."""

from __future__ import annotations

from app.access.actor import Actor, require
from app.access.permissions import Permission
from app.actions.access.settle import wanted_at
from app.models import Access
from app.work import transaction


def retry_access(access_id: int, *, by: Actor) -> Access:
    """Raises Refused unless it has failed."""
    with transaction(by=by) as work:
        row = work.lock(Access, access_id)
        require(by, Permission.ACCESS_SETTLE, row)
        Access.moves.move(row, "retry")
        row.reason = ""
        work.emit(wanted_at(row.system, row.id))
    return row
