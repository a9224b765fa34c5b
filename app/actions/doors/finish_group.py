"""Write down that Salto has a group's doors as they were chosen, or why not."""

from __future__ import annotations

from app.access.actor import Actor, require
from app.access.permissions import Permission
from app.core import clock
from app.models import DoorGroup
from app.work import transaction


def finish_group(door_group_id: int, *, external_id: str, locks: list[str], by: Actor) -> None:
    with transaction(by=by) as work:
        require(by, Permission.ACCESS_SETTLE)
        row = work.lock(DoorGroup, door_group_id)
        row.external_id, row.locks, row.read_at, row.reason = external_id, locks, clock.now(), ""


def stop_group(door_group_id: int, reason: str, *, by: Actor) -> None:
    with transaction(by=by) as work:
        require(by, Permission.ACCESS_SETTLE)
        work.lock(DoorGroup, door_group_id).reason = reason[:1000]
