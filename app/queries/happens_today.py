"""What happens on a day, for the start page: bookings and meetings that are not over, wherever the actor may look, each by the clock of its own place."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, and_, func, select
from sqlalchemy.orm import Session, joinedload, selectinload

from app.access.actor import Actor
from app.access.scope import narrowed
from app.core import clock
from app.models import Activity, Booking, Location
from app.models.activity import ActivityStatus
from app.queries.bookings.conflicts import standing

AROUND = dt.timedelta(hours=14)  # no clock is further from UTC


def bookings_to_come(session: Session, day: dt.date, *, by: Actor, location_id: int | None, most: int) -> Sequence[Booking]:
    """Those that block a room that day and have not ended, the next one first."""
    query = (
        select(Booking)
        .join(Location, Location.id == Booking.location_id)
        .where(_on(Booking.starts_at, day), Booking.ends_at > clock.now(), standing())
    )
    query = query.options(
        *(joinedload(each) for each in (Booking.location, Booking.room, Booking.user, Booking.organisation)), selectinload(Booking.extras)
    )
    return session.scalars(_here(query, Booking, by, location_id).order_by(Booking.starts_at, Booking.id).limit(most)).all()


def meetings_to_come(session: Session, day: dt.date, *, by: Actor, location_id: int | None, most: int) -> Sequence[Activity]:
    """Meetings and visits that are planned for that day, the first one first; one that is over stays until somebody says what came of it."""
    query = (
        select(Activity)
        .join(Location, Location.id == Activity.location_id)
        .where(_on(Activity.at, day), Activity.status == ActivityStatus.PLANNED)
    )
    query = query.options(*(joinedload(each) for each in (Activity.location, Activity.contact, Activity.host)))
    return session.scalars(_here(query, Activity, by, location_id).order_by(Activity.at, Activity.id).limit(most)).all()


def _on(instant: Any, day: dt.date) -> ColumnElement[bool]:
    """It is that day there; bounded as well by what an index knows."""
    midnight = dt.datetime.combine(day, dt.time.min, tzinfo=dt.UTC)
    bounds = (instant >= midnight - AROUND, instant < midnight + dt.timedelta(days=1) + AROUND)
    return and_(*bounds, func.date(func.timezone(Location.zone, instant)) == day)


def _here(query: Any, model: Any, by: Actor, location_id: int | None) -> Any:
    query = narrowed(query, by, model)
    return query if location_id is None else query.where(model.location_id == location_id)
