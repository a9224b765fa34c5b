"""Who may invite whom, where and when."""

from __future__ import annotations

import datetime as dt

from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import func, select

from app.access.actor import Actor, require
from app.access.permissions import Permission
from app.access.scope import narrowed
from app.core import clock
from app.core.errors import Forbidden, Missing, Refused
from app.models import FoyerUser, Location, Visit
from app.models.visit import VisitStatus
from app.queries.presence.places import may_invite_to
from app.work import Work

LATEST = dt.timedelta(days=366)
GRACE = dt.timedelta(hours=1)  # a guest who is announced while they come up the stairs
MOST_OPEN = 100  # of one member


def is_own(by: Actor, host_id: int | None) -> bool:
    """Their own guest, whom they need no permission for."""
    return by.id is not None and host_id == by.id and not by.may(Permission.VISIT_WRITE)


def lock_visit(work: Work, visit_id: int) -> Visit:
    """One that the actor may change, locked. Raises Missing, Forbidden."""
    visit = work.lock(Visit, visit_id)
    if not is_own(work.by, visit.host_id):
        require(work.by, Permission.VISIT_WRITE, visit)
    return visit


def place_of(work: Work, location_id: int, host_id: int | None) -> Location:
    """Where they are invited to. Raises Forbidden, Missing, and Refused at `location_id` or `host_id`."""
    by = work.by
    location = work.session.get(Location, location_id)
    if location is None:
        raise Missing(_("Location not found."))
    if is_own(by, host_id):
        if not may_invite_to(work.session, by.id or 0, location_id):
            raise Refused(_("You have no membership at that location."), field="location_id")
        return location
    require(by, Permission.VISIT_WRITE)
    if by.location_ids is not None and location_id not in by.location_ids:
        raise Forbidden(_("%(name)s does not work at that location.", name=by.name))
    if host_id is not None:
        host = work.session.scalars(
            narrowed(select(FoyerUser).where(FoyerUser.id == host_id, FoyerUser.active.is_(True)), by, FoyerUser)
        ).one_or_none()
        if host is None:
            raise Refused(_("Choose whom they visit."), field="host_id")
    return location


def check_time(expected_at: dt.datetime, until_at: dt.datetime | None) -> None:
    """Raises Refused at `expected_at` or `until_at`."""
    now = clock.now()
    if expected_at < now - GRACE:
        raise Refused(_("That time has passed. Choose a later one."), field="expected_at")
    if expected_at > now + LATEST:
        raise Refused(_("That is more than a year ahead."), field="expected_at")
    if until_at is not None and until_at <= expected_at:
        raise Refused(_("The end is not after the beginning."), field="until_at")


def check_count(work: Work, host_id: int | None, more: int) -> None:
    """A member has so many guests ahead, and no more. Raises Refused at `guests`."""
    if not is_own(work.by, host_id):
        return
    open_ones = work.session.scalar(select(func.count(Visit.id)).where(Visit.host_id == host_id, Visit.status == VisitStatus.EXPECTED)) or 0
    if open_ones + more > MOST_OPEN:
        left = max(0, MOST_OPEN - open_ones)
        raise Refused(
            ngettext(
                "You can invite %(num)d guest more at the moment. Ask the desk for a larger event.",
                "You can invite %(num)d guests more at the moment. Ask the desk for a larger event.",
                left,
            ),
            field="guests",
        )
