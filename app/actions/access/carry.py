"""What happens to an access on its way: `working` is stored before the system is asked, the outcome after, behind a fence."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _

from app.access.actor import Actor, require
from app.access.permissions import Permission
from app.actions.access.settle import wanted_at
from app.core import clock
from app.core.events import Event
from app.models import Access, FoyerUser
from app.models.access import AccessState
from app.rules.access import Standing, System
from app.rules.wifi import ends_at
from app.work import transaction

SETTLES = {Standing.GRANTED: "grant", Standing.SUSPENDED: "suspend", Standing.NONE: "remove"}


@dataclass(frozen=True, slots=True)
class Begun:
    """One attempt, as plain values: no session stays open while a vendor is asked.

    `groups` are those wanted, `held_groups` those that the system may have; `has_drift`: it was found with others than these. `until` is over in `zone`, where
    that was told; `ends_at` is the instant.
    """

    id: int
    attempt: int
    system: System
    standing: Standing
    groups: tuple[str, ...]
    held_groups: tuple[str, ...]
    until: dt.date | None
    username: str
    first_name: str
    last_name: str
    email: str
    zone: str
    external_id: str | None
    platform_id: str | None
    sealed_password: bytes | None
    tag: str = ""
    held_tag: str = ""
    asked_at: dt.datetime | None = None
    sealed_new_password: bytes | None = None
    has_drift: bool = False
    let_go_cents: int = 0
    ends_at: dt.datetime | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the system said: ids that it gave, a password that was made for it. None leaves what is stored."""

    external_id: str | None = None
    platform_id: str | None = None
    sealed_password: bytes | None = None


@dataclass(frozen=True)
class AccessChanged(Event):
    """A system holds what was wanted."""

    access_id: int


@dataclass(frozen=True)
class AccessClosed(Event):
    """Somebody may use the WiFi no more: their open sessions are to be ended."""

    access_id: int


def begin_access(access_id: int, *, by: Actor) -> Begun | None:
    """None when the system has it already, or a person has to look first."""
    with transaction(by=by) as work:
        require(by, Permission.ACCESS_SETTLE)
        row = work.lock(Access, access_id)
        if row.state not in (AccessState.WANTED, AccessState.WORKING):
            return None
        Access.moves.move(row, "start")
        row.attempt += 1
        _note_on_the_way(row)
        user = work.get(FoyerUser, row.user_id)
        until = row.wanted.get("until")
        return Begun(
            row.id,
            row.attempt,
            row.system,
            Standing(row.wanted["standing"]),
            tuple(row.wanted["groups"]),
            tuple(row.held.get("groups", {})),
            dt.date.fromisoformat(until) if until else None,
            row.username,
            user.first_name,
            user.last_name,
            user.email,
            row.wanted.get("zone", ""),
            row.external_id,
            row.platform_id,
            row.sealed_password,
            row.wanted.get("tag", ""),
            row.held.get("tag", ""),
            row.asked_at,
            row.sealed_new_password,
            bool(row.drift),
            row.let_go_cents or 0,
            ends_at(row.wanted, row.location.zone if row.location else None),
        )


def keep_ids(begun: Begun, outcome: Outcome, *, by: Actor) -> None:
    """What is known half-way is kept at once: an id that a vendor gave is never asked for twice."""
    with transaction(by=by) as work:
        row = work.lock(Access, begun.id)
        row.external_id = outcome.external_id or row.external_id
        row.platform_id = outcome.platform_id or row.platform_id
        row.sealed_password = outcome.sealed_password or row.sealed_password
        if row.sealed_new_password == outcome.sealed_password:  # else a newer one is wanted meanwhile
            row.sealed_new_password = None


def forget_id(begun: Begun, *, by: Actor) -> None:
    """The system said that it made nobody: whoever is found there under this name later is not ours (A2)."""
    with transaction(by=by) as work:
        work.lock(Access, begun.id).external_id = None


def note_asked(begun: Begun, at: dt.datetime | None, *, by: Actor) -> None:
    """That the system is asked to make somebody, before the call; None when it said that nothing happened."""
    with transaction(by=by) as work:
        work.lock(Access, begun.id).asked_at = at


def finish_access(begun: Begun, *, by: Actor) -> None:
    """The system holds what was wanted when the attempt began. If more was wanted meanwhile, it is told again.

    Who is gone keeps the ids, by which a left-over would be recognised, and loses the password.
    """
    with transaction(by=by) as work:
        row = work.lock(Access, begun.id)
        if row.attempt != begun.attempt:
            return
        row.held = _as_begun(row, begun)
        row.settled_at, row.reason, row.drift, row.let_go_cents = clock.now(), "", [], None
        if begun.standing is Standing.NONE:
            row.sealed_password = row.sealed_new_password = row.asked_at = row.balance_cents = row.balance_read_at = None
        if row.state is AccessState.WANTED:  # wanted anew while the system was asked
            work.emit(wanted_at(row.system, row.id))
            return
        Access.moves.move(row, SETTLES[begun.standing])
        work.emit(AccessChanged(row.id))
        if begun.system is System.WIFI and begun.standing is not Standing.GRANTED:
            work.emit(AccessClosed(row.id))


def stop_access(begun: Begun, verb: str, reason: str, *, by: Actor) -> None:
    """`wait` (asked again later) or `fail` (a person has to look); an older attempt changes nothing."""
    with transaction(by=by) as work:
        row = work.lock(Access, begun.id)
        if row.attempt != begun.attempt:
            return
        if row.state is AccessState.WORKING:
            Access.moves.move(row, verb)
            row.reason = (reason or _("No reason was given."))[:1000]
        elif row.state is AccessState.WANTED and verb == "fail":  # something else is wanted meanwhile, which may do better
            work.emit(wanted_at(row.system, row.id))


def _note_on_the_way(row: Access) -> None:
    """A door's group counts as held before Salto is asked: an answer that is lost may have opened it, and only who is known to be inside is taken out again."""
    if row.system is System.DOORS and row.wanted["standing"] == Standing.GRANTED:
        row.held = {**row.held, "groups": {**row.wanted["groups"], **row.held.get("groups", {})}}


def _as_begun(row: Access, begun: Begun) -> dict[str, Any]:
    """`wanted` of the attempt's begin, with the licenses that justify each group as far as they are known.

    Whose doors are closed for now keeps the groups of before: none is touched, and they open again with the seat.
    """
    why = row.wanted.get("groups", {})
    is_untouched = begun.system is System.DOORS and begun.standing is Standing.SUSPENDED
    return {
        "standing": begun.standing.value,
        "groups": row.held.get("groups", {}) if is_untouched else {name: why.get(name, []) for name in begun.groups},
        "until": begun.until.isoformat() if begun.until else None,
    } | {name: value for name, value in (("tag", begun.tag), ("zone", begun.zone)) if value}
