"""Close a location or a room for some days: nobody books it then, unless staff override it with a reason."""

from __future__ import annotations

from typing import Unpack

from app.access.actor import Actor, require
from app.access.permissions import Permission
from app.actions.closures.fields import ClosureFields
from app.actions.closures.settle import settle_closure
from app.models import Closure
from app.work import transaction


def create_closure(*, by: Actor, **fields: Unpack[ClosureFields]) -> Closure:
    """Without a last day it is one day. What is booked already stays booked: who closes decides what becomes of it."""
    with transaction(by=by) as work:
        require(by, Permission.ROOM_WRITE)
        closure = Closure(reason="")
        settle_closure(work, closure, fields)
        require(by, Permission.ROOM_WRITE, closure)
        return work.add(closure)
