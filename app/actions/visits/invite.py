"""Guests are expected: one or many, on one day or several, each with a pass of their own."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from flask_babel import gettext as _
from sqlalchemy import select

from app.access.actor import Actor
from app.access.visit_passes import renewed
from app.actions.emails import one_address
from app.actions.no_card_number import without_card_number
from app.actions.own_key import own_key
from app.actions.visits.allowed import check_count, check_time, place_of
from app.actions.visits.events import VisitInvited
from app.core.errors import Refused
from app.models import Visit
from app.rules.lead_contact import email_key
from app.work import Work, transaction

MOST = 200  # visits at once
LONGEST_NAME, LONGEST_NOTE = 200, 500


@dataclass(frozen=True, slots=True)
class Invited:
    """Who is expected; without an address there is no mail, and the desk asks for it."""

    name: str
    email: str = ""
    company: str = ""


@dataclass(frozen=True, slots=True)
class Time:
    """When they come, and until when; in UTC."""

    expected_at: dt.datetime
    until_at: dt.datetime | None = None


def invite_guests(
    guests: Sequence[Invited],
    times: Sequence[Time],
    *,
    location_id: int,
    host_id: int | None = None,
    note: str = "",
    key: str | None = None,
    by: Actor,
) -> list[Visit]:
    """Each guest at each time. Members invite their own guests to where they are members, staff with `visit:write` anybody's.

    `key` makes a second telling of the same wish by the same person answer with the first visits. Raises Forbidden, Missing, and Refused at `guests`,
    `expected_at`, `until_at`, `location_id`, `host_id` or `note`; nothing is half invited.
    """
    with transaction(by=by) as work:
        place_of(work, location_id, host_id)
        told = _told_before(work, key)
        if told:
            return told
        people = [_tidy(each) for each in guests]
        if not people:
            raise Refused(_("Say who is coming."), field="guests")
        if not times:
            raise Refused(_("Say when they come."), field="expected_at")
        if len(people) * len(times) > MOST:
            raise Refused(_("At most %(most)d invitations at once.", most=MOST), field="guests")
        if len(note.strip()) > LONGEST_NOTE:
            raise Refused(_("At most %(most)d characters.", most=LONGEST_NOTE), field="note")
        without_card_number(note, "note")
        for time in times:
            check_time(time.expected_at, time.until_at)
        check_count(work, host_id, len(people) * len(times))
        made = [
            _visit(person, time, location_id=location_id, host_id=host_id, note=note.strip(), by=by) for time in times for person in people
        ]
        for number, visit in enumerate(made):
            visit.request_key = f"{own_key(by, key)}:{number}" if key else None
        work.session.add_all(made)
        work.session.flush()  # events carry their numbers
        work.emit_all([VisitInvited(visit.id) for visit in made])
        return made


def _told_before(work: Work, key: str | None) -> list[Visit]:
    if not key:
        return []
    mine = f"{own_key(work.by, key)}:"
    found = work.session.scalars(select(Visit).where(Visit.request_key.startswith(mine, autoescape=True)).order_by(Visit.id))
    return [each for each in found if (each.request_key or "").removeprefix(mine).isdigit()]  # "a" is not "a:b"


def _tidy(guest: Invited) -> Invited:
    name = " ".join(guest.name.split())
    if not name:
        raise Refused(_("A guest needs a name."), field="guests")
    for text in (name, guest.company):
        if len(text) > LONGEST_NAME:
            raise Refused(_("“%(text)s” is longer than %(most)d letters.", text=text[:40], most=LONGEST_NAME), field="guests")
    return Invited(name, one_address(guest.email, field="guests"), guest.company.strip())


def _visit(guest: Invited, time: Time, *, location_id: int, host_id: int | None, note: str, by: Actor) -> Visit:
    visit = Visit(
        location_id=location_id,
        host_id=host_id,
        name=guest.name,
        email=guest.email,
        email_key=email_key(guest.email) or None,
        company=guest.company,
        note=note,
        expected_at=time.expected_at,
        until_at=time.until_at,
        invited_by=by.name,
    )
    renewed(visit)
    return visit
