"""Which days of which location a calendar shows, as its address says."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask import request
from flask_babel import format_date
from sqlalchemy.orm import Session

from app.access.actor import Actor
from app.core import clock
from app.models import Location, Room
from app.queries.bookings.closed import open_between
from app.queries.bookings.places import places_with_rooms, rooms_of
from app.rules.wall_times import day_bounds
from app.web.formats import as_date, reader
from views.base.days import asked_day
from views.base.screen import asked_number

DAY, WEEK = "day", "week"
DAYS = {DAY: 1, WEEK: 7}
HOUR = 60
USUAL = (7 * HOUR, 19 * HOUR)


@dataclass(frozen=True)
class ShownDays:
    """`on` is the chosen day, `first` and `last` what is shown around it; all local to the location."""

    places: Sequence[Location]
    location: Location
    rooms: Sequence[Room]
    view: str
    on: dt.date
    today: dt.date

    @property
    def first(self) -> dt.date:
        """A week begins on the reader's first day of it: a Sunday in South Africa, a Monday in the Netherlands."""
        return self.on if self.view == DAY else self.on - dt.timedelta(days=(self.on.weekday() - reader().first_week_day) % 7)

    @property
    def last(self) -> dt.date:
        return self.first + dt.timedelta(days=DAYS[self.view] - 1)

    def args(self, **other: Any) -> dict[str, Any]:
        """For the address of the same page, but for `other`."""
        return {"location": self.location.id, "view": self.view, "on": self.on} | other

    def step(self, count: int) -> dt.date:
        return self.on + dt.timedelta(days=count * DAYS[self.view])

    @property
    def title(self) -> str:
        if self.view == DAY:
            return str(format_date(self.on, "EEEE d MMMM y"))
        return f"{as_date(self.first)} – {as_date(self.last)}"

    @property
    def window(self) -> tuple[int, int]:
        """The hours that are drawn, in minutes since midnight: the open ones, and an hour around them to see that it is closed."""
        found = open_between(self.location, self.rooms, self.first, self.last)
        begins, ends = found if found is not None else USUAL
        return max(0, begins // HOUR * HOUR - HOUR), min(24 * HOUR, -(-ends // HOUR) * HOUR + HOUR)

    def offset(self) -> str:
        """What the clock there is ahead of UTC at noon of the first day, as "+02:00": for the line that shows now."""
        noon = day_bounds(self.first, self.location.zone)[0] + dt.timedelta(hours=12)
        text = clock.local(noon, self.location.zone).strftime("%z")
        return f"{text[:3]}:{text[3:5]}"


def shown_days(session: Session, *, by: Actor, preferred: int | None = None) -> ShownDays | None:
    """What the address asks for, else today at the preferred location; None where there is no room to book."""
    places = places_with_rooms(session, by=by)
    asked = asked_number("location", 2**62)
    location = next((each for each in places if each.id == asked), None)
    location = location or next((each for each in places if preferred in (None, each.id)), None)
    if location is None:
        return None
    today = clock.today(location.zone)
    view = asked_view if (asked_view := request.args.get("view", "")) in DAYS else DAY
    return ShownDays(places, location, rooms_of(session, location.id, by=by), view, asked_day("on", today), today)
