"""Write down what the site has: its doors, which of them each of our groups opens, and its fobs."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert

from app.access.actor import Actor, require
from app.access.permissions import Permission
from app.actions.doors.choose_locks import DoorGroupWanted
from app.core import clock
from app.models import Access, DoorGroup, DoorLock, DoorTag
from app.models.door_tag import TagState
from app.rules.access import System
from app.work import Work, transaction

Tags = Collection[tuple[str, str, str]]


def note_site(*, locks: Mapping[str, str], groups: Mapping[str, tuple[str, Collection[str]]], tags: Tags, by: Actor) -> None:
    """Locks: id to name. Groups by name without our prefix: id, and ids of the doors behind it. Tags: id, number, platform id of the holder."""
    with transaction(by=by) as work:
        require(by, Permission.ACCESS_SETTLE)
        _locks(work, locks)
        _groups(work, groups)
        _tags(work, tags)


def _locks(work: Work, locks: Mapping[str, str]) -> None:
    work.session.execute(delete(DoorLock).where(DoorLock.external_id.not_in(list(locks))))
    if locks:
        asked = insert(DoorLock).values([{"external_id": lock_id, "name": name[:200]} for lock_id, name in locks.items()])
        renamed = asked.on_conflict_do_update(index_elements=["external_id"], set_={"name": asked.excluded.name})
        work.session.execute(renamed)


def _groups(work: Work, groups: Mapping[str, tuple[str, Collection[str]]]) -> None:
    """A group that lost a door that somebody chose here is told again."""
    known = {row.name: row for row in work.session.scalars(select(DoorGroup).with_for_update())}
    for name, (external_id, behind) in groups.items():
        row = known.get(name) or work.add(DoorGroup(name=name))
        row.external_id, row.locks, row.read_at = external_id, sorted(behind), clock.now()
        if row.wanted_locks is not None and row.wanted_locks != row.locks:
            work.emit(DoorGroupWanted(row.id))


def _tags(work: Work, tags: Tags) -> None:
    """A fob that Salto's own screens gave to one of ours stays with them: it is written down as given."""
    platform_ids = [holder for _id, _number, holder in tags if holder]
    columns = select(Access.platform_id, Access.user_id, Access.location_id)
    people = {
        row[0]: row for row in work.session.execute(columns.where(Access.system == System.DOORS, Access.platform_id.in_(platform_ids)))
    }
    known = {row.external_id: row for row in work.session.scalars(select(DoorTag).with_for_update())}
    holders, numbers = {row.user_id for row in known.values()}, {row.number for row in known.values()}
    for tag_id, number, holder in tags:
        if tag_id in known:
            continue
        found = people.get(holder)
        row = DoorTag(external_id=tag_id, number=number if number not in numbers else tag_id)
        if found is not None and found.user_id not in holders:
            row.state, row.user_id, row.location_id, row.since = TagState.GIVEN, found.user_id, found.location_id, clock.now()
            holders.add(found.user_id)
        numbers.add(row.number)
        work.add(row)
