"""Keep who stood at a door, each entry once."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Sequence
from typing import Any, NamedTuple

from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from app.access.actor import Actor, require
from app.access.permissions import Permission
from app.core import clock
from app.models import Access, DoorEntry, DoorLock, License, SystemLook
from app.rules.access import System
from app.work import transaction


class Stood(NamedTuple):
    external_id: str
    at: dt.datetime
    platform_id: str
    door: str
    opened: bool


def note_entries(found: Sequence[Stood], *, by: Actor) -> int:
    """Those of Foyer's own people; returns how many are new. Up to the newest of all of them it has been read, and never further than now: a lock whose clock is ahead would end the reading of all others.

    Somebody is where the door is. Of a door whose location nobody chose it is known only for who has doors at one location and no other.
    """
    if not found:
        return 0
    with transaction(by=by) as work:
        require(by, Permission.ACCESS_SETTLE)
        columns = select(Access.platform_id, Access.user_id, Access.location_id, Access.wanted).where(Access.system == System.DOORS)
        people = {row[0]: row for row in work.session.execute(columns.where(Access.platform_id.in_({each.platform_id for each in found})))}
        doors, homes = _places_of_doors(work.session), _only_places(work.session, people.values())
        rows = []
        for each in found:
            if (who := people.get(each.platform_id)) is not None:
                door = each.door[:200]
                at = doors.get(door, homes.get(who.user_id))
                rows.append(
                    {
                        "external_id": each.external_id,
                        "at": each.at,
                        "user_id": who.user_id,
                        "location_id": at,
                        "door": door,
                        "opened": each.opened,
                    }
                )
        kept = (
            work.session.scalars(
                insert(DoorEntry).on_conflict_do_nothing(index_elements=["external_id"]).returning(DoorEntry.id), rows
            ).all()
            if rows
            else []
        )
        newest = min(max(each.at for each in found), clock.now())
        work.session.execute(insert(SystemLook).values(system=System.DOORS).on_conflict_do_nothing(index_elements=["system"]))
        work.session.execute(update(SystemLook).where(SystemLook.system == System.DOORS).values(read_until=newest))
    return len(kept)


def _places_of_doors(session: Session) -> dict[str, int]:
    """Where each door is, by the name that entries tell; two doors of one name at different locations say nothing."""
    places: dict[str, set[int | None]] = defaultdict(set)
    for name, location_id in session.execute(select(DoorLock.name, DoorLock.location_id)):
        places[name].add(location_id)
    return {name: only for name, there in places.items() if len(there) == 1 and (only := next(iter(there))) is not None}


def _only_places(session: Session, people: Collection[Any]) -> dict[int, int | None]:
    """By user: the one location of the licenses that give them doors, of whoever has none left the last one; None for those with several."""
    behind = {who.user_id: {code for codes in who.wanted["groups"].values() for code in codes} for who in people}
    wanted = {code for codes in behind.values() for code in codes}
    at = dict(session.execute(select(License.code, License.location_id).where(License.code.in_(wanted))).all())
    places = {who.user_id: {at[code] for code in behind[who.user_id] if code in at} or {who.location_id} for who in people}
    return {user_id: next(iter(there)) if len(there) == 1 else None for user_id, there in places.items()}
