"""Periods of quotas by the calendar of their place, and what of the first one comes (W7)."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

from app.core.month import Month
from app.rules.quotas import Pauses

ONE_DAY = dt.timedelta(days=1)
QUARTER = dt.timedelta(minutes=15)


def days_of_period(frequency: str, zone: str, instant: dt.datetime) -> tuple[dt.date, dt.date]:
    """The first and last day, there, of the period of an instant: a day, a week from Monday, a month, a year."""
    day = instant.astimezone(ZoneInfo(zone)).date()
    if frequency == "daily":
        return day, day
    if frequency == "weekly":
        monday = day - dt.timedelta(days=day.weekday())
        return monday, monday + dt.timedelta(days=6)
    if frequency == "monthly":
        return Month.of(day).first, Month.of(day).last
    return dt.date(day.year, 1, 1), dt.date(day.year, 12, 31)


def begins_at(day: dt.date, zone: str) -> dt.datetime:
    """The first quarter hour that is on that day there."""
    instant = dt.datetime.combine(day, dt.time.min, dt.UTC) - dt.timedelta(hours=15)
    while instant.astimezone(ZoneInfo(zone)).date() < day:
        instant += QUARTER
    return instant


def granted(cents: int, first: dt.date, last: dt.date, starts_on: dt.date, ends_on: dt.date | None, pauses: Pauses) -> int:
    """All of it, unless the license is not there on the period's first day: then the days from the first on which it is, to its end, of all."""
    days = [first + dt.timedelta(days=n) for n in range((last - first).days + 1)]
    there = [day for day in days if starts_on <= day and not any(a <= day <= (b or dt.date.max) for a, b in pauses)]
    if first in there:
        return cents
    billed = [day for day in days if there and there[0] <= day <= (ends_on or dt.date.max)]
    return cents * len(billed) // len(days)
