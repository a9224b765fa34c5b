"""The closing time of a location's day, by its own opening hours and holidays."""

from __future__ import annotations

import datetime as dt

from app.models import Location
from app.queries.public_holidays import holiday_test
from app.rules import closing_time
from app.rules.opening_hours import opening_hours


def closes_at(location: Location, instant: dt.datetime) -> dt.datetime:
    """In UTC."""
    return closing_time.closes_at(instant, opening_hours(location.opening_hours), location.zone, holiday_test(location.country))
