"""Doors at Salto: the person with a seat, and the groups of their licenses, looked at first (contracts.md 4)."""

from __future__ import annotations

from collections.abc import Sequence

from flask_babel import gettext as _
from sqlalchemy import func, select

from app.access.actor import SYSTEM
from app.actions.access.carry import Begun, Outcome, keep_ids
from app.integrations.errors import GiveUp
from app.integrations.registry import use
from app.integrations.salto import Doors, DoorUser, NoSeat
from app.rules.access import Standing
from app.work import transaction


def bring_about(begun: Begun) -> None:
    """A closed account keeps its groups and loses its seat's effect; one that is gone is removed, which frees the seat."""
    doors = use(Doors)
    known = _known(doors, begun)
    if begun.standing is Standing.NONE:
        if known is not None:
            doors.remove(known.site_user_id)
        return
    try:
        user = known or doors.create_user(first_name=begun.first_name, last_name=begun.last_name, email=begun.email, alias=_alias(begun))
    except NoSeat as without:
        keep_ids(begun, _ids(without.user), by=SYSTEM)
        raise
    keep_ids(begun, _ids(user), by=SYSTEM)
    if begun.standing is Standing.SUSPENDED:
        if user.is_subscribed:
            doors.suspend(user.site_user_id)
        return
    if not user.is_subscribed:
        user = doors.resume(user.site_user_id)
    _set_groups(doors, user, begun, is_new=known is None)


def _known(doors: Doors, begun: Begun) -> DoorUser | None:
    """By the id that Salto gave; else by our alias, which finds who was made by an attempt whose answer was lost."""
    found = doors.user(begun.external_id) if begun.external_id else None
    return found or doors.find_user(_alias(begun))


def _set_groups(doors: Doors, user: DoorUser, begun: Begun, *, is_new: bool) -> None:
    """Exactly the groups of the licenses among those that are Foyer's; who was made a moment ago is in none, and need not be looked for."""
    ours = doors.known_groups()
    if not ours.keys() >= set(begun.groups):
        ours = _groups_made(doors, begun.groups)
    wanted = {name: ours[name] for name in begun.groups}
    inside = set() if is_new else {name for name in {*wanted, *begun.held_groups} if (group_id := wanted.get(name) or ours.get(name)) and user.platform_user_id in doors.members(group_id)}
    add = [group_id for name, group_id in wanted.items() if name not in inside]
    remove = [ours[name] for name in inside - wanted.keys() if name in ours]
    if add or remove:
        doors.set_groups(user.platform_user_id, add=add, remove=remove)


def _groups_made(doors: Doors, names: Sequence[str]) -> dict[str, str]:
    """All of ours, those included that nobody made yet. One worker at a time: Salto takes two groups of one name."""
    with transaction(by=SYSTEM) as work:
        work.session.execute(select(func.pg_advisory_xact_lock(func.hashtext("door groups"))))
        ours = doors.groups()
        for name in names:
            if name not in ours:
                ours[name] = doors.create_group(name)
                if not ours[name]:
                    raise GiveUp(_("Salto did not say which group it made."))
    return ours


def _alias(begun: Begun) -> str:
    """Ours for ever, whatever the person is called."""
    return f"foyer-{begun.id}"


def _ids(user: DoorUser) -> Outcome:
    return Outcome(external_id=user.site_user_id, platform_id=user.platform_user_id)
