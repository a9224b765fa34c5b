"""The days of a booking that repeats: every so many days, weeks on some weekdays, or months on the same day."""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Collection, Iterator
from itertools import count

MOST = 200  # days of one series


def daily(first: dt.date, last: dt.date, interval: int) -> Iterator[dt.date]:
    """First and last day are inclusive; `interval` in days."""
    day = first
    while day <= last:
        yield day
        day += dt.timedelta(days=interval)


def weekly(first: dt.date, last: dt.date, interval: int, weekdays: Collection[int]) -> Iterator[dt.date]:
    """On `weekdays` (Monday is 0; none = that of the first day) of every `interval`-th week, counted from the week of the first day."""
    wanted = set(weekdays) or {first.weekday()}
    monday = first - dt.timedelta(days=first.weekday())
    for step in count():
        begins = monday + dt.timedelta(weeks=step * interval)
        if begins > last:
            return
        yield from (day for day in (begins + dt.timedelta(days=each) for each in sorted(wanted)) if first <= day <= last)


def monthly(first: dt.date, last: dt.date, interval: int) -> Iterator[dt.date]:
    """On the day of the month of the first one; a month that is too short has it on its last day (the 31st: 30 June)."""
    for step in count():
        months = first.year * 12 + first.month - 1 + step * interval
        year, month = divmod(months, 12)
        day = dt.date(year, month + 1, min(first.day, calendar.monthrange(year, month + 1)[1]))
        if day > last:
            return
        yield day
