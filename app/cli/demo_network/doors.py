"""Doors of the demo network at the sandbox of Salto: locks behind groups, people with fobs, and who came in today and yesterday."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select

from app.access.actor import SYSTEM
from app.actions.access.carry import Outcome, begin_access, finish_access, keep_ids
from app.actions.access.note_look import note_look
from app.actions.doors.block_tag import block_tag
from app.actions.doors.give_tag import give_tag
from app.actions.doors.note_entries import Stood, note_entries
from app.actions.doors.note_site import note_site
from app.core import clock
from app.models import Access, DoorTag, FoyerUser
from app.rules.access import System
from app.sandbox.salto import records
from app.sandbox.store import Store
from app.work import Work

LOCKS = {
    "KLF": ("Kloof street door", "Kloof first floor", "Kloof bike store"),
    "RSB": ("Rosebank lobby", "Rosebank lifts"),
    "AMS": ("Amsterdam voordeur", "Amsterdam zolder"),
}
SPARE = 4  # fobs that nobody has; another one is lost
# when people come, go out for lunch, and come back, in minutes of the day; shifted a little for each of them
MOMENTS = (7 * 60 + 45, 12 * 60 + 50, 13 * 60 + 35)


def hang_doors(work: Work, folder: Path, people: Sequence[FoyerUser], *, prefix: str) -> None:
    """`people` have their accounts wanted. What Salto would have told by the hourly look is written down at once, by the same actions."""
    store = Store(folder)
    with store.writing():
        locks = {code: [_kept(store, "lock", {"customer_reference": name}) for name in names] for code, names in LOCKS.items()}
        rows = {
            row.user_id: row
            for row in work.session.scalars(
                select(Access).where(Access.system == System.DOORS, Access.user_id.in_([each.id for each in people]))
            )
        }
        holders = [user for user in people if user.id in rows]
        platform = {user.id: _at_salto(store, rows[user.id], user) for user in holders}
        groups = {}
        for code, behind in locks.items():
            name, inside = f"{code} front door", [platform[user.id] for user in holders if f"{code} front door" in rows[user.id].groups]
            held = {"customer_reference": f"{prefix}{name}", "members": inside, "locks": [lock["id"] for lock in behind]}
            groups[name] = (_kept(store, "group", held)["id"], [lock["id"] for lock in behind])
        tags = [_kept(store, "tag", {"tag_number": f"04:A{n:02d}:5C:{n * 37 % 256:02X}"}) for n in range(1, len(holders) + SPARE + 2)]
    note_site(
        locks={lock["id"]: lock["customer_reference"] for each in locks.values() for lock in each}, groups=groups,
        tags=[(tag["id"], tag["tag_number"], "") for tag in tags], by=SYSTEM,
    )  # fmt: skip
    fobs = work.session.scalars(select(DoorTag).order_by(DoorTag.number)).all()
    for user, fob in zip(holders, fobs, strict=False):
        give_tag(fob.id, user_id=user.id, by=SYSTEM)
    block_tag(fobs[-1].id, by=SYSTEM)
    _entries(store, [(user, rows[user.id], platform[user.id]) for user in holders])
    note_look(System.DOORS, by=SYSTEM)


def _kept(store: Store, kind: str, told: dict[str, Any]) -> dict[str, Any]:
    record = {"id": records.new_id(), **told}
    records.keep(store, kind, record)
    return record


def _at_salto(store: Store, row: Access, user: FoyerUser) -> str:
    """The person is there as a job would have made them; returns the platform's id."""
    there = _kept(store, "user", {
        "platform_id": records.new_id(), "first_name": user.first_name, "last_name": user.last_name, "email": user.email, "alias": f"foyer-{row.id}",
        "tag_id": None, "subscription_state": "subscribed", "made_at": clock.now().timestamp(),
    })  # fmt: skip
    begun = begin_access(row.id, by=SYSTEM)
    assert begun is not None
    keep_ids(begun, Outcome(external_id=there["id"], platform_id=there["platform_id"]), by=SYSTEM)
    finish_access(begun, by=SYSTEM)
    return str(there["platform_id"])


def _entries(store: Store, people: Sequence[tuple[FoyerUser, Access, str]]) -> None:
    """Into the sandbox, so that reading it back finds the same ones again."""
    found = []
    with store.writing():
        for place, (_user, row, platform_id) in enumerate(people):
            code = row.location.code if row.location else "KLF"
            for number, at in enumerate(_came(place, row.location.zone if row.location else "UTC")):
                door, opened = LOCKS[code][(place + number) % 2], (place + number) % 17 != 0
                told = {
                    "utc_date_time": at.isoformat(),
                    "user": {"id": platform_id},
                    "lock": {"id": records.new_id(), "customer_reference": door},
                }
                entry = _kept(store, "entry", told | {"entry_type": "opened" if opened else "rejected"})
                found.append(Stood(entry["id"], at, platform_id, door, opened))
    note_entries(found, by=SYSTEM)


def _came(place: int, zone: str) -> Iterator[dt.datetime]:
    """Yesterday and today until now; the people differ by some minutes."""
    now = clock.now()
    midnight = dt.datetime.combine(clock.today(zone), dt.time(), ZoneInfo(zone))
    for back in (1, 0):
        for number, minute in enumerate(MOMENTS):
            at = midnight - dt.timedelta(days=back) + dt.timedelta(minutes=minute + (place * 23 + number * 7 + back * 11) % 75)
            if at < now:
                yield at.astimezone(dt.UTC)
