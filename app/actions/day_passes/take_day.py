"""A member is in: their day is taken from what they have, once a day and location."""

from __future__ import annotations

import datetime as dt

from flask_babel import gettext as _
from sqlalchemy import select

from app.access.actor import SYSTEM
from app.actions.charges.create_adhoc import create_adhoc
from app.core import clock
from app.core.formats import date_text, locale_of
from app.models import CheckIn, DayPass, DayUse, FoyerUser, License, Location
from app.models.day_pass import DayTakenFrom
from app.queries.presence.allowance import allowance, passes_of
from app.work import Work


def take_day(work: Work, check_in: CheckIn) -> DayUse | None:
    """Within a transaction that holds the person's check-in. None where no day is counted: an unlimited membership, or somebody of the house.

    In this order: a day that a membership allows, a day pass, a charge for an extra day on the next invoice. Where there is none of these
    the day is written down as taken from nothing, for the desk to settle.
    """
    user = work.session.get_one(FoyerUser, check_in.user_id)
    location = work.session.get_one(Location, check_in.location_id)
    day = clock.local(check_in.arrived_at, location.zone).date()
    known = work.session.scalars(
        select(DayUse).where(DayUse.user_id == user.id, DayUse.location_id == location.id, DayUse.day == day)
    ).one_or_none()
    if known is not None or user.organisation_id is None:
        return known
    found = allowance(work.session, user, location.id, day)
    if found.unlimited:
        return None
    if found.counting:  # a colleague may take a day of the same license at this moment
        ids = sorted(license.id for license, _left in found.counting)
        work.session.execute(select(License.id).where(License.id.in_(ids)).order_by(License.id).with_for_update())
        found = allowance(work.session, user, location.id, day)
    row = DayUse(user_id=user.id, location_id=location.id, day=day, check_in_id=check_in.id, taken_from=DayTakenFrom.NOTHING)
    with_days = next((license for license, left in found.counting if left > 0), None)
    if with_days is not None:
        row.taken_from, row.license_id = DayTakenFrom.MEMBERSHIP, with_days.id
    elif (day_pass := _pass(work, user, location.id, day)) is not None:
        day_pass.used += 1
        row.taken_from, row.day_pass_id = DayTakenFrom.PASS, day_pass.id
    elif (
        charged := next((license for license, _left in found.counting if license.membership.extra_day_cents is not None), None)
    ) is not None:
        row.taken_from, row.license_id, row.adhoc_id = DayTakenFrom.CHARGE, charged.id, _charge(charged, user, location, day)
    return work.add(row)


def _pass(work: Work, user: FoyerUser, location_id: int, day: dt.date) -> DayPass | None:
    query = passes_of(user, location_id, day).limit(1).with_for_update()
    found: DayPass | None = work.session.scalars(query).one_or_none()
    return found


def _charge(license: License, user: FoyerUser, location: Location, day: dt.date) -> int:
    """For the next invoice of whoever pays for the license, exclusive of VAT; nobody stays outside because one goes out at this moment (K2)."""
    words = _("Day at %(place)s, %(day)s, %(name)s", place=location.name, day=date_text(day, locale_of(location.country)), name=user)
    cents = license.membership.extra_day_cents or 0
    return create_adhoc(
        by=SYSTEM,
        waits_for_next=True,
        organisation_id=license.organisation_id,
        location_id=location.id,
        date=day,
        description=words,
        unit_price_cents=cents,
    ).id
