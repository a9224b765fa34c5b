"""What a member is told at the door about their day: taken from what, and how much is left."""

from __future__ import annotations

from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core import clock
from app.models import DayUse, FoyerUser, Location
from app.models.day_pass import DayTakenFrom
from app.queries.presence.allowance import allowance, passes_of


def day_left(session: Session, user_id: int, location_id: int) -> str:
    """Words for the kiosk and the portal; empty for who comes as often as they like, and for who has not come today."""
    user, location = session.get_one(FoyerUser, user_id), session.get_one(Location, location_id)
    day = clock.today(location.zone)
    use = session.scalars(
        select(DayUse).where(DayUse.user_id == user.id, DayUse.location_id == location.id, DayUse.day == day)
    ).one_or_none()
    if use is None:
        return ""
    if use.taken_from is DayTakenFrom.NOTHING:
        return _("You have no day left here. Please ask at the desk.")
    if use.taken_from is DayTakenFrom.CHARGE:
        return _("Today is an extra day: it is on your next invoice.")
    if use.taken_from is DayTakenFrom.PASS:
        left = sum(row.days - row.used for row in session.scalars(passes_of(user, location.id, day)))
        return ngettext("%(num)d day left on your day pass.", "%(num)d days left on your day pass.", left)
    left = allowance(session, user, location.id, day).left
    return ngettext("%(num)d day of your membership left this month.", "%(num)d days of your membership left this month.", left)
