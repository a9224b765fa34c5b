"""Choose which doors a group opens."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from flask_babel import gettext as _
from sqlalchemy import select

from app.access.actor import Actor, require
from app.access.permissions import Permission
from app.actions.network import require_whole_network
from app.core.errors import Refused
from app.core.events import Event
from app.models import DoorGroup, DoorLock
from app.work import transaction


@dataclass(frozen=True)
class DoorGroupWanted(Event):
    """Salto is to be told which doors it opens."""

    door_group_id: int


def choose_locks(door_group_id: int, lock_ids: Collection[str], *, by: Actor) -> DoorGroup:
    """Ids of DoorLock.external_id. The doors of a group are everybody's who has it, wherever they are: only the whole network decides.

    Raises Refused at `locks` for a door that Salto does not have.
    """
    with transaction(by=by) as work:
        require(by, Permission.DOOR_WRITE)
        require_whole_network(by)
        row = work.lock(DoorGroup, door_group_id)
        wanted = sorted(set(lock_ids))
        if len(work.session.scalars(select(DoorLock.id).where(DoorLock.external_id.in_(wanted))).all()) != len(wanted):
            raise Refused(_("One of these doors is not at Salto any more. Look at the list again."), field="locks")
        row.wanted_locks, row.reason = wanted, ""
        work.emit(DoorGroupWanted(row.id))
    return row
