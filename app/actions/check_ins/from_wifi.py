"""Members arrive by their devices on the WiFi, and leave when it no longer hears them (K2)."""

from __future__ import annotations

import datetime as dt

import structlog
from sqlalchemy import and_, or_, select

from app.access.actor import Actor
from app.actions.check_ins.arrive import Arrival, arrive_member
from app.actions.check_ins.leave import close
from app.core import clock
from app.core.entity import db
from app.core.errors import FoyerError
from app.models import CheckIn, Location
from app.models.check_in import LeftBy, Source
from app.queries.presence.wifi_seen import appeared, last_heard
from app.queries.settings import says_yes, setting
from app.queries.wifi.sessions import SILENT
from app.work import transaction

log = structlog.get_logger("presence")
IS_ARRIVAL, LEAVE_BY = "presence.wifi_is_arrival", "presence.leave_by_wifi"
OFF = "off"
LEAVE_CHOICES = (OFF, "30 minutes", "60 minutes", "120 minutes")


def arrive_by_wifi(*, by: Actor) -> int:
    """How many came. One device online is one arrival, however often it is looked at; who checked out by hand meanwhile stays out."""
    if not says_yes(db.session(), IS_ARRIVAL):
        return 0
    came = 0
    for location in db.session.scalars(select(Location).where(Location.access_points != "")).all():
        for each in appeared(db.session(), location):
            key = f"wifi-{location.id}-{each.user_id}-{int(each.since.timestamp())}"
            theirs = and_(
                CheckIn.user_id == each.user_id,
                CheckIn.location_id == location.id,
                or_(CheckIn.left_at.is_(None), CheckIn.left_at > each.since),
            )
            if db.session.scalar(select(CheckIn.id).where(or_(CheckIn.key == key, theirs)).limit(1)) is None:
                try:
                    came += arrive_member(each.user_id, Arrival(location.id, Source.WIFI, key, at=each.since), by=by).key == key
                except FoyerError as no:
                    log.info("not checked in", reason=no.message)
    return came


def leave_by_wifi(*, by: Actor) -> int:
    """How many left, at the moment when they were last heard. Whoever never used the WiFi during this visit stays."""
    chosen = str(setting(db.session, LEAVE_BY, OFF))
    if chosen not in LEAVE_CHOICES[1:]:
        return 0
    patience = max(dt.timedelta(minutes=int(chosen.split()[0])), SILENT)
    left = 0
    with transaction(by=by) as work:
        rows = list(
            work.session.scalars(select(CheckIn).where(CheckIn.left_at.is_(None)).order_by(CheckIn.id).with_for_update(skip_locked=True))
        )
        heard = last_heard(work.session, rows)
        for row in rows:
            if row.id in heard and heard[row.id] < clock.now() - patience:
                close(work, row, LeftBy.WIFI, at=heard[row.id])
                left += 1
    return left
