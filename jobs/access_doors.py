"""Doors at Salto: the person with a seat, and the groups of their licenses, looked at first (contracts.md 4)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from flask_babel import gettext as _
from sqlalchemy import text

from app.access.actor import SYSTEM
from app.actions.access.carry import Begun, Outcome, keep_ids, note_asked
from app.core import clock
from app.core.one_at_a_time import one_at_a_time
from app.integrations.errors import GiveUp, NotYet, Retry
from app.integrations.salto import Doors, DoorUser, NoSeat, Taken
from app.rules.access import Standing
from app.work import transaction
from jobs.salto_token import has_salto, salto

SETTLES_IN = dt.timedelta(seconds=90)  # contracts.md 4, trap (c): about a minute
LOOK_AGAIN = 15
TURN = 300  # seconds, far above the limit of the jobs that make groups


def bring_about(begun: Begun) -> None:
    """A closed account keeps its groups and loses its seat's effect; one that is gone is removed, which frees the seat."""
    if begun.standing is Standing.NONE and begun.external_id is None and begun.asked_at is None and not has_salto():
        return  # Salto was never asked for this person; with one, a look finds who was made before a restore
    doors = salto()
    known = _known(doors, begun)
    if begun.standing is Standing.NONE:
        if known is not None:
            doors.remove(known.site_user_id)
        return
    try:
        user = known or _created(doors, begun)
    except NoSeat as without:
        keep_ids(begun, _ids(without.user), by=SYSTEM)
        raise
    keep_ids(begun, _ids(user), by=SYSTEM)
    _hand_tag(doors, user, begun)
    if begun.standing is Standing.SUSPENDED:
        if user.is_subscribed:
            doors.suspend(user.site_user_id)
        return
    if not user.is_subscribed:
        user = doors.resume(user.site_user_id)
    _set_groups(doors, user, begun, is_new=known is None)


def _known(doors: Doors, begun: Begun) -> DoorUser | None:
    """By the id that Salto gave; else by our alias, which finds who was made by an attempt whose answer was lost.

    For a minute Salto may not tell of somebody who is there: made again, the person would be there twice and hold two seats.
    """
    found = (doors.user(begun.external_id) if begun.external_id else None) or doors.find_user(_alias(begun))
    if found is not None and begun.asked_at:
        keep_ids(begun, _ids(found), by=SYSTEM)  # first: without both, the person would count as never asked for
        note_asked(begun, None, by=SYSTEM)
    if found is None and is_news(begun.asked_at):
        raise NotYet(_("Salto was asked to make this person a moment ago, and does not tell of them everywhere yet."), after=LOOK_AGAIN)
    return found


def is_news(asked_at: dt.datetime | None) -> bool:
    """Who was asked for at that instant need not be known everywhere yet."""
    return asked_at is not None and clock.now() < asked_at + SETTLES_IN


def _created(doors: Doors, begun: Begun) -> DoorUser:
    """That it is asked is stored before the call, and taken back only when nothing happened."""
    note_asked(begun, clock.now(), by=SYSTEM)
    try:
        return doors.create_user(
            first_name=begun.first_name, last_name=begun.last_name, email=begun.email, alias=_alias(begun), tag_id=begun.tag
        )
    except Retry:
        note_asked(begun, None, by=SYSTEM)
        raise


def _hand_tag(doors: Doors, user: DoorUser, begun: Begun) -> None:
    """A fob that somebody gave at Salto's own screens, and nobody here, is left where it is (A2)."""
    if begun.tag == user.tag_id or not (begun.tag or user.tag_id == begun.held_tag):
        return
    try:
        doors.give_tag(user.site_user_id, begun.tag or None)
    except Taken as other:  # it may be on its way from one of ours to the next
        raise NotYet(_("Somebody else at Salto has this fob still."), after=LOOK_AGAIN) from other


def _set_groups(doors: Doors, user: DoorUser, begun: Begun, *, is_new: bool) -> None:
    """Exactly the groups of the licenses among those that are Foyer's; who was made a moment ago is in none, and need not be looked for.

    Looked into are those wanted and those that may be held, one call each; all of ours only where somebody was found in others.
    """
    ours = doors.known_groups()
    if not ours.keys() >= set(begun.groups):
        ours = groups_made(doors, begun.groups)
    wanted = {name: ours[name] for name in begun.groups}
    near = ours.keys() if begun.has_drift else {*wanted, *begun.held_groups} & ours.keys()
    inside = set() if is_new else {name for name in near if user.platform_user_id in doors.members(ours[name])}
    add = [group_id for name, group_id in wanted.items() if name not in inside]
    remove = [ours[name] for name in inside - wanted.keys()]
    if add or remove:
        doors.set_groups(user.platform_user_id, add=add, remove=remove)


def groups_made(doors: Doors, names: Sequence[str]) -> dict[str, str]:
    """All of ours, those included that nobody made yet. One worker at a time: Salto takes two groups of one name.

    The transaction holds that turn while Salto is asked, longer than any other may be idle: ended in the middle, it would let the next one in.
    """
    with transaction(by=SYSTEM) as work:
        work.session.execute(text(f"SET LOCAL idle_in_transaction_session_timeout = '{TURN}s'"))
        one_at_a_time(work.session, "door groups")
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
