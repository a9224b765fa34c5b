"""Each hour: people whose last day is over are switched off, what licenses give today is settled, what nobody is at is begun again, and each system is asked what it really holds (A1, A3)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import structlog
from flask_babel import gettext as _
from sqlalchemy import select

from app.access.actor import SYSTEM
from app.access.kept_passwords import opened
from app.actions.access.close_again import close_again
from app.actions.access.note_drift import Difference, note_drift
from app.actions.access.note_look import note_look
from app.actions.access.revive import revive_access
from app.actions.users.deactivate_due import deactivate_due
from app.core import clock
from app.core.entity import db
from app.integrations.errors import Trouble
from app.integrations.papercut import Printing
from app.integrations.registry import use
from app.models import Access, Location, SystemLook
from app.models.access import AccessState
from app.queries.access_absent import absent
from app.queries.wifi.account import WifiAccount, accounts
from app.queries.wifi.sessions import present
from app.rules.access import System
from app.rules.wifi import ends_at, nt_password
from jobs.access import settle_all
from jobs.access_site import look_at_doors
from jobs.print_differences import HOUR, differences
from jobs.print_differences import accounts as print_accounts

log = structlog.get_logger("access")
Found = Mapping[int, Sequence[Difference]]
NO_ACCOUNT = WifiAccount("", (), None, False, ())
PRESENT = (AccessState.GRANTED, AccessState.SUSPENDED)
CLOSED = (AccessState.SUSPENDED, AccessState.GONE)


def sweep() -> str:
    """A system that cannot be asked keeps the others from nothing; its reason is the result. One that this house does not have is not asked."""
    ended = deactivate_due(by=SYSTEM)
    told = [
        *([_("%(count)d people whose last day is over.", count=ended)] if ended else []),
        settle_all(),
        _("%(count)d begun again.", count=revive_access(by=SYSTEM)),
    ]
    nowhere = absent()
    return " ".join([*told, *(_looked_at(system) for system in LOOKS if system not in nowhere)])


def look_again(system: System) -> None:
    """After an answer of a system that was in trouble: a moment's trouble must not stand until the next hour. What answers some calls and not others stays in it."""
    trouble = db.session.scalar(select(SystemLook.trouble).where(SystemLook.system == system))
    db.session.rollback()
    if trouble:
        _looked_at(system)


def _looked_at(system: System) -> str:
    try:
        differ = note_drift(system, LOOKS[system](), by=SYSTEM)
    except Trouble as trouble:
        log.warning("not looked at", system=system.value, reason=trouble.reason)
        note_look(system, trouble.reason, by=SYSTEM)
        return f"{system.value}: {trouble.reason}"
    note_look(system, by=SYSTEM)
    return _("%(system)s: %(count)d differ.", system=system.value, count=differ)


def _printing() -> Found:
    """By the names of all accounts, one call a thousand; who changed since the last sweep is looked at, everybody else has a turn within the hour."""
    printing = use(Printing)
    names = {name.lower() for name in printing.accounts()}
    rows = select(Access.id, Access.username, Access.state).where(Access.system == System.PRINTING, Access.external_id.is_not(None))
    found: dict[int, list[Difference]] = defaultdict(list)
    for row_id, username, state in db.session.execute(rows):
        if state in PRESENT and username not in names:
            found[row_id].append(Difference(_("PaperCut no longer has this account.")))
        elif state is AccessState.GONE and username in names:
            found[row_id].append(Difference(_("PaperCut still has this account.")))
    changed = db.session.execute(print_accounts().where(Access.settled_at > clock.now() - HOUR)).all()
    db.session.rollback()
    for row in changed:
        if row.username in names:
            found[row.id] += differences(row, printing.account(row.username))
    return {row_id: each for row_id, each in found.items() if each}


def _wifi() -> Found:
    """Row by row in one look, passwords included: the tables are ours. Who is online and may not be is sent off once more, and is drift until they are."""
    held, online = accounts(db.session()), {each.username for each in present(db.session())}
    columns = (Access.id, Access.username, Access.state, Access.held, Access.sealed_password, Location.zone)
    rows = (
        select(*columns)
        .outerjoin(Location, Location.id == Access.location_id)
        .where(Access.system == System.WIFI, Access.settled_at.is_not(None))
    )
    found: dict[int, list[Difference]] = {}
    left_online = []
    for row in db.session.execute(rows):
        differences = _wifi_differences(row, held.get(row.username, NO_ACCOUNT))
        if row.state in CLOSED and row.username in online:
            differences = [*differences, Difference(_("Somebody is online by this name still."), is_ours=False)]
            left_online.append(row.id)
        if differences:
            found[row.id] = differences
    db.session.rollback()
    if left_online:
        close_again(left_online, by=SYSTEM)
    return found


def _wifi_differences(row: Any, there: WifiAccount) -> list[Difference]:
    if row.state is AccessState.GONE:
        return [Difference(_("The WiFi still lets this name in."))] if there.exists else []
    if row.state not in PRESENT:
        return []
    if not there.exists or row.sealed_password is None:
        return [Difference(_("The WiFi does not know this name."))]
    expected = (
        (there.nt_hash, nt_password(opened(row.sealed_password))),
        (there.groups, tuple(row.held["groups"])[:1]),
        (there.suspended, row.state is AccessState.SUSPENDED),
        (there.until, ends_at(row.held, row.zone)),
        (there.strangers, ()),
    )
    if all(present == wanted for present, wanted in expected):
        return []  # nearly everybody: no word is looked up for them
    words = (
        _("The WiFi has another password."),
        _("The WiFi has another group."),
        _("It is open where it should be closed, or the other way round."),
        _("The WiFi has another last day."),
        _("The WiFi holds settings that Foyer did not write."),
    )
    return [Difference(text) for (present, wanted), text in zip(expected, words, strict=True) if present != wanted]


LOOKS: dict[System, Callable[[], Found]] = {System.WIFI: _wifi, System.PRINTING: _printing, System.DOORS: look_at_doors}
