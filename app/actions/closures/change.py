"""Change a closure."""

from __future__ import annotations

from typing import Unpack

from app.access.actor import Actor, require
from app.access.permissions import Permission
from app.actions.closures.fields import ClosureFields
from app.actions.closures.settle import settle_closure
from app.models import Closure
from app.work import transaction


def change_closure(closure_id: int, *, by: Actor, **fields: Unpack[ClosureFields]) -> Closure:
    with transaction(by=by) as work:
        closure = work.lock(Closure, closure_id)
        require(by, Permission.ROOM_WRITE, closure)
        settle_closure(work, closure, fields)
        require(by, Permission.ROOM_WRITE, closure)
    return closure
