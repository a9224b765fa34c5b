"""Working days of a location's country: no weekend, no public holiday."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from app.models import Location
from app.queries.public_holidays import holiday_test


def working_day_test(location: Location) -> Callable[[dt.date], bool]:
    """A test of days; a country that the holiday library does not know has weekends only."""
    is_holiday = holiday_test(location.country)
    return lambda day: day.weekday() < 5 and not is_holiday(day)
