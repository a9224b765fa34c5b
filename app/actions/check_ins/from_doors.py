"""A member opens a door: they are in (K2)."""

from __future__ import annotations

import datetime as dt

import structlog
from sqlalchemy import exists, func, or_, select

from app.access.actor import Actor
from app.actions.check_ins.arrive import Arrival, arrive_member
from app.core import clock
from app.core.entity import db
from app.core.errors import FoyerError
from app.models import CheckIn, DoorEntry
from app.models.check_in import Source
from app.queries.settings import says_yes

log = structlog.get_logger("presence")
IS_ARRIVAL = "presence.door_is_arrival"
LATE = dt.timedelta(hours=3)  # a lock that was offline tells later what it saw


def arrive_by_doors(*, by: Actor) -> int:
    """How many came. What a lock tells late, of somebody who was in then or has left since, is no second arrival; nobody arrives at an instant that is still to come."""
    if not says_yes(db.session(), IS_ARRIVAL):
        return 0
    inside = exists().where(
        CheckIn.user_id == DoorEntry.user_id,
        CheckIn.location_id == DoorEntry.location_id,
        or_(CheckIn.key == func.concat("door-", DoorEntry.id), CheckIn.left_at.is_(None), CheckIn.left_at > DoorEntry.at),
    )
    query = select(DoorEntry).where(
        DoorEntry.at.between(clock.now() - LATE, clock.now()), DoorEntry.opened.is_(True), DoorEntry.location_id.is_not(None), ~inside
    )
    came = 0
    for entry in db.session.scalars(query.order_by(DoorEntry.at)).all():
        key = f"door-{entry.id}"
        try:
            came += arrive_member(entry.user_id, Arrival(entry.location_id or 0, Source.DOOR, key, at=entry.at), by=by).key == key
        except FoyerError as no:
            log.info("not checked in", reason=no.message)
    return came
