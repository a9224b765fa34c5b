"""The figures of the desk's day: who is in, who came, who of them are guests, who is still expected."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.access.actor import Actor
from app.access.scope import narrowed
from app.core import clock
from app.models import CheckIn, Location
from app.queries.presence.expected import still_expected
from app.rules.wall_times import day_bounds


@dataclass(frozen=True, slots=True)
class DayFigures:
    """Of check-ins, as their lists have rows: who came twice today came two times."""

    day: dt.date
    here: int
    came: int
    guests: int
    expected: int


def day_figures(session: Session, location: Location, *, by: Actor) -> DayFigures:
    today = clock.today(location.zone)
    begun, end = day_bounds(today, location.zone)
    came = (CheckIn.arrived_at >= begun) & (CheckIn.arrived_at < end)
    query: Any = select(
        func.count().filter(CheckIn.left_at.is_(None)),
        func.count().filter(came),
        func.count().filter(came, CheckIn.guest_id.is_not(None)),
    ).where(CheckIn.location_id == location.id, (CheckIn.left_at.is_(None)) | came)
    here, all_, guests = session.execute(narrowed(query, by, CheckIn)).one()
    return DayFigures(today, here, all_, guests, still_expected(session, location, by=by))
