"""Keep who stood at a door, each entry once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import insert

from app.access.actor import Actor, require
from app.access.permissions import Permission
from app.models import Access, DoorEntry, SystemLook
from app.rules.access import System
from app.work import transaction


class Stood(NamedTuple):
    external_id: str
    at: dt.datetime
    platform_id: str
    door: str
    opened: bool


def note_entries(found: Sequence[Stood], *, by: Actor) -> int:
    """Those of Foyer's own people; returns how many are new. Up to the newest of all of them it has been read."""
    if not found:
        return 0
    with transaction(by=by) as work:
        require(by, Permission.ACCESS_SETTLE)
        columns = select(Access.platform_id, Access.user_id, Access.location_id).where(Access.system == System.DOORS)
        people = {row[0]: row for row in work.session.execute(columns.where(Access.platform_id.in_({each.platform_id for each in found})))}
        rows = [
            {"external_id": each.external_id, "at": each.at, "user_id": who.user_id, "location_id": who.location_id, "door": each.door[:200], "opened": each.opened}
            for each in found
            if (who := people.get(each.platform_id)) is not None
        ]
        kept = work.session.scalars(insert(DoorEntry).on_conflict_do_nothing(index_elements=["external_id"]).returning(DoorEntry.id), rows).all() if rows else []
        newest = max(each.at for each in found)
        work.session.execute(insert(SystemLook).values(system=System.DOORS).on_conflict_do_nothing(index_elements=["system"]))
        work.session.execute(update(SystemLook).where(SystemLook.system == System.DOORS).values(read_until=newest))
    return len(kept)
