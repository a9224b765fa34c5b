"""Open again."""

from __future__ import annotations

from app.access.actor import Actor, require
from app.access.permissions import Permission
from app.models import Closure
from app.work import transaction


def remove_closure(closure_id: int, *, by: Actor) -> None:
    with transaction(by=by) as work:
        closure = work.lock(Closure, closure_id)
        require(by, Permission.ROOM_WRITE, closure)
        work.session.delete(closure)
