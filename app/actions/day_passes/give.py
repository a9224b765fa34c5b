"""The desk gives days: to settle something, or because they were paid for elsewhere."""

from __future__ import annotations

import datetime as dt

from flask_babel import gettext as _
from sqlalchemy import select

from app.access.actor import Actor, require
from app.access.permissions import Permission
from app.core import clock
from app.core.errors import Refused
from app.models import DayPass, FoyerUser, Location, Organisation
from app.queries.house_zone import zone_at
from app.work import transaction

MOST = 366


def give_day_pass(
    *,
    organisation_id: int,
    days: int,
    reason: str,
    key: str,
    user_id: int | None = None,
    location_id: int | None = None,
    valid_until: dt.date | None = None,
    by: Actor,
) -> DayPass:
    """For one person, or for anybody of the organisation; at one location, or in the whole network. The same `key` again gives the first.

    Raises Refused at `days`, `reason`, `user` or `valid_until`.
    """
    with transaction(by=by) as work:
        require(by, Permission.DAY_PASS_WRITE)
        known = work.session.scalars(select(DayPass).where(DayPass.key == key)).one_or_none()
        if known is not None:
            return work.get(DayPass, known.id)
        organisation = work.lock(Organisation, organisation_id)
        place = None
        if location_id is not None:
            place = work.get(Location, location_id)
        if user_id is not None and work.get(FoyerUser, user_id).organisation_id != organisation.id:
            raise Refused(_("This person belongs to another organisation."), field="user")
        if not 1 <= days <= MOST:
            raise Refused(_("From 1 to %(most)d days.", most=MOST), field="days")
        if not reason.strip():
            raise Refused(_("Say why."), field="reason")
        if valid_until is not None and valid_until < clock.today(zone_at(work.session, place)):
            raise Refused(_("This day is over."), field="valid_until")
        facts = {
            "organisation_id": organisation.id,
            "user_id": user_id,
            "location_id": location_id,
            "days": days,
            "valid_until": valid_until,
        }
        return work.add(DayPass(**facts, key=key, reason=reason.strip()[:500], made_by=by.name))
