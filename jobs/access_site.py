"""What Salto really holds: people, groups with their members and doors, fobs; kept where it is news, told where it differs (A1, A2)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import select

from app.access.actor import SYSTEM
from app.actions.access.note_drift import Difference
from app.actions.doors.note_site import note_site
from app.core.entity import db
from app.integrations.salto import DoorUser
from app.models import Access
from app.models.access import AccessState
from app.rules.access import System
from jobs.access_doors import is_news
from jobs.salto_token import salto

PRESENT = (AccessState.GRANTED, AccessState.SUSPENDED)


def look_at_doors() -> Mapping[int, Sequence[Difference]]:
    """Everybody of the site in some calls, and two for each group of ours."""
    doors = salto()
    people = {user.site_user_id: user for user in doors.users()}
    groups = doors.groups()
    inside = {name: doors.members(group_id) for name, group_id in groups.items()}
    note_site(
        locks={lock.lock_id: lock.name for lock in doors.locks()},
        groups={name: (group_id, doors.group_locks(group_id)) for name, group_id in groups.items()},
        tags=[(tag.tag_id, tag.number, tag.platform_user_id) for tag in doors.tags()],
        by=SYSTEM,
    )
    columns = (Access.id, Access.state, Access.held, Access.external_id, Access.platform_id, Access.asked_at)
    found: dict[int, list[Difference]] = defaultdict(list)
    for row in db.session.execute(select(*columns).where(Access.system == System.DOORS, Access.external_id.is_not(None))):
        found[row.id] += _differences(row, people.get(row.external_id), inside)
    db.session.rollback()
    return {access_id: each for access_id, each in found.items() if each}


def _differences(row: Any, user: DoorUser | None, inside: Mapping[str, set[str]]) -> list[Difference]:
    if row.state is AccessState.GONE:
        return [Difference(_("Salto still has this person."))] if user is not None else []
    if row.state not in PRESENT:
        return []
    if user is None:
        return [] if is_news(row.asked_at) else [Difference(_("Salto no longer has this person."))]
    groups = {name for name, members in inside.items() if row.platform_id in members}
    differs = (
        (user.is_subscribed is not (row.state is AccessState.GRANTED), _("It is open where it should be closed, or the other way round.")),
        (
            row.state is AccessState.GRANTED and groups != set(row.held["groups"]),
            _("Salto has other groups: %(groups)s.", groups=", ".join(sorted(groups)) or "–"),
        ),
        (bool(tag := row.held.get("tag")) and user.tag_id != tag, _("Salto has another fob for this person, or none.")),
    )
    return [Difference(text) for is_so, text in differs if is_so]
