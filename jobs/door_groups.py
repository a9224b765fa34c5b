"""Door groups: Salto is told which doors a group opens, as somebody chose them here (contracts.md 4)."""

from __future__ import annotations

from app.access.actor import SYSTEM
from app.actions.doors.finish_group import finish_group, stop_group
from app.core.entity import db
from app.integrations.errors import GiveUp, Retry, Unknown
from app.models import DoorGroup
from jobs import job
from jobs.access_doors import groups_made
from jobs.salto_token import salto

LOOK_AGAIN = 10  # seconds until an unknown outcome is looked up


@job(queue="doors", timeout=90)
def put_locks(door_group_id: int) -> None:
    """Looked at first, so that it is safe to run twice; a group that nobody made at Salto yet is made."""
    row = db.session.get(DoorGroup, door_group_id)
    if row is None or row.wanted_locks is None:
        return
    name, wanted = row.name, list(row.wanted_locks)
    db.session.rollback()
    try:
        external_id = _put(name, set(wanted))
    except Unknown as lost:
        stop_group(door_group_id, lost.reason, by=SYSTEM)
        raise Retry(lost.reason, after=LOOK_AGAIN) from lost
    except Retry as later:
        stop_group(door_group_id, later.reason, by=SYSTEM)
        raise
    except GiveUp as no:
        stop_group(door_group_id, no.reason, by=SYSTEM)
    else:
        finish_group(door_group_id, external_id=external_id, locks=wanted, by=SYSTEM)


def _put(name: str, wanted: set[str]) -> str:
    doors = salto()
    group_id = doors.groups().get(name) or groups_made(doors, [name])[name]
    behind = doors.group_locks(group_id)
    if behind != wanted:
        doors.set_group_locks(group_id, add=wanted - behind, remove=behind - wanted)
    return group_id
