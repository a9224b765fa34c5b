"""Working days of a location's country: no weekend, no public holiday."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import holidays

from app.models import Location


def working_day_test(location: Location) -> Callable[[dt.date], bool]:
    """A test of days; a country that the holiday library does not know has weekends only."""
    try:
        public: holidays.HolidayBase | None = holidays.country_holidays(location.country)
    except NotImplementedError:
        public = None
    return lambda day: day.weekday() < 5 and (public is None or day not in public)
