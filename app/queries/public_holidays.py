"""Public holidays of a country: off-peak, and closed where the opening hours say so."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from functools import lru_cache

import holidays


@lru_cache(maxsize=64)
def holiday_test(country: str) -> Callable[[dt.date], bool]:
    """A test of days by the country's two letters; a country that the holiday library does not know has none."""
    try:
        public: holidays.HolidayBase = holidays.country_holidays(country)
    except NotImplementedError:
        return lambda day: False
    return lambda day: day in public
