"""When the rooms of a location cannot be booked, for the calendar: outside the opening hours, on closures; and which days are holidays."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from app.models import Closure, Location, Room
from app.queries.public_holidays import holiday_test
from app.rules.opening_hours import ALWAYS, MINUTES, OpeningHours, Window, opening_hours

DAY = dt.timedelta(days=1)


class Shut(NamedTuple):
    """A room is closed from `begins` to `ends`, minutes since the local midnight of `day`; `reason` empty: outside its hours."""

    room_id: int
    day: dt.date
    begins: int
    ends: int
    reason: str = ""


class Hours(NamedTuple):
    """The earliest opening and the latest closing of any of the rooms in these days, in minutes since midnight; None when none is open."""

    begins: int
    ends: int


def days_of(first: dt.date, last: dt.date) -> list[dt.date]:
    """Both included."""
    return [first + DAY * step for step in range((last - first).days + 1)]


def closed_times(session: Session, location: Location, rooms: Sequence[Room], first: dt.date, last: dt.date) -> list[Shut]:
    """Every stretch of these local days in which a room is closed. One query, however many rooms."""
    is_holiday, found = holiday_test(location.country), list[Shut]()
    closures = session.scalars(
        select(Closure)
        .where(Closure.location_id == location.id, Closure.starts_on <= last, Closure.ends_on >= first)
        .where(or_(Closure.room_id.is_(None), Closure.room_id.in_([room.id for room in rooms])))
        .order_by(Closure.room_id.nulls_first(), Closure.id)
    ).all()
    for day in days_of(first, last):
        holiday = is_holiday(day)
        today = [each for each in closures if each.starts_on <= day <= each.ends_on]
        for room in rooms:
            closure = next((each for each in today if each.room_id in (None, room.id)), None)
            if closure is not None:
                found.append(Shut(room.id, day, 0, MINUTES, closure.reason))
            else:
                found += [Shut(room.id, day, *gap) for gap in _gaps(hours_of(room, location).of(day, holiday=holiday))]
    return found


def open_between(location: Location, rooms: Sequence[Room], first: dt.date, last: dt.date) -> Hours | None:
    """The part of a day that a calendar of these days shows."""
    is_holiday = holiday_test(location.country)
    written = {hours_of(room, location) for room in rooms}
    windows = [window for hours in written for day in days_of(first, last) for window in hours.of(day, holiday=is_holiday(day))]
    return Hours(min(begins for begins, _ends in windows), max(ends for _begins, ends in windows)) if windows else None


def hours_of(room: Room, location: Location) -> OpeningHours:
    """The room's own, else the location's; what was written before anybody checked it closes nothing."""
    try:
        return opening_hours(room.opening_hours or location.opening_hours)
    except ValueError:
        return ALWAYS


def _gaps(windows: Sequence[Window]) -> Iterator[Window]:
    """What the windows of a day leave out."""
    at = 0
    for begins, ends in windows:
        if begins > at:
            yield at, begins
        at = max(at, ends)
    if at < MINUTES:
        yield at, MINUTES
