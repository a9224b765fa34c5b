"""How full a location was, hour by hour of its own clock."""

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
from app.rules.wall_times import day_bounds

HOUR = dt.timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Hour:
    """[starts_at, starts_at + 1 h), `label` on the wall of the place; `count` of check-ins that were there at any moment of it."""

    starts_at: dt.datetime
    label: str
    count: int


def hours_of(session: Session, location: Location, *, by: Actor, day: dt.date | None = None) -> list[Hour]:
    """From the first hour in which somebody was there to the last one, of today up to now; empty when nobody was. 23 to 25 hours in a day."""
    begun, end = day_bounds(day or clock.today(location.zone), location.zone)
    now = clock.now()
    query: Any = select(CheckIn.arrived_at, CheckIn.left_at).where(
        CheckIn.location_id == location.id, CheckIn.arrived_at < end, func.coalesce(CheckIn.left_at, now) >= begun
    )
    stays = [(arrived, left or now) for arrived, left in session.execute(narrowed(query, by, CheckIn))]
    hours = []
    start = begun
    while start < min(end, now + dt.timedelta(microseconds=1)):
        count = sum(arrived < start + HOUR and left >= start for arrived, left in stays)
        hours.append(Hour(start, f"{clock.local(start, location.zone):%H:%M}", count))
        start += HOUR
    full = [number for number, each in enumerate(hours) if each.count]
    return hours[full[0] : full[-1] + 1] if full else []
