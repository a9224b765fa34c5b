"""The minutes of a booking that fall into peak hours, whatever the clocks do meanwhile (B2).

A minute is peak when the clock on the wall shows a time within the peak hours: an hour that comes twice counts twice, and one
that is skipped does not count.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from app.rules.clock_changes import first_change, offset_at, wall_time

MINUTE = dt.timedelta(minutes=1)
EVERY_DAY = frozenset(range(7))


@dataclass(frozen=True, slots=True)
class PeakHours:
    """From `start` until before `end` by the clock of `zone`, on `days` (Monday is 0) that are not in `never` (public holidays)."""

    zone: ZoneInfo
    start: dt.time = dt.time(8)
    end: dt.time = dt.time(17)
    days: frozenset[int] = EVERY_DAY
    never: frozenset[dt.date] = frozenset()


def minutes(start: dt.datetime, end: dt.datetime) -> int:
    """Whole minutes that pass between two instants."""
    return (end - start) // MINUTE


def peak_minutes(hours: PeakHours, start: dt.datetime, end: dt.datetime) -> int:
    """How many minutes of [start, end), two instants on whole minutes, are peak."""
    return sum(_within(hours, low, high) for low, high in _walls(hours.zone, start, end))


def _walls(place: ZoneInfo, start: dt.datetime, end: dt.datetime) -> Iterator[tuple[dt.datetime, dt.datetime]]:
    """The interval as the wall clock shows it, in pieces without a change."""
    while start < end:
        change = first_change(place, start, end) or end
        offset = offset_at(place, start)
        yield wall_time(start, offset), wall_time(change, offset)
        start = change


def _within(hours: PeakHours, low: dt.datetime, high: dt.datetime) -> int:
    found, day = 0, low.date()
    while dt.datetime.combine(day, dt.time.min) < high:
        if day.weekday() in hours.days and day not in hours.never:
            begins, ends = max(low, dt.datetime.combine(day, hours.start)), min(high, dt.datetime.combine(day, hours.end))
            found += max(0, minutes(begins, ends))
        day += dt.timedelta(days=1)
    return found
