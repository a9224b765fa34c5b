"""How much of the time in which rooms are open they are booked, by hour of the week, in peak hours and out of them.

A week has 168 hours, each (weekday, hour of the clock on the wall), Monday 1. Days without a change of clocks are meant: an hour that a clock skips
or shows twice counts once.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import dataclass

from app.rules.opening_hours import OpeningHours, Window

Hour = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Minutes:
    """Of one hour of the week, or of several together: `peak` is a part of `all`."""

    all: int = 0
    peak: int = 0

    def __add__(self, other: Minutes) -> Minutes:
        return Minutes(self.all + other.all, self.peak + other.peak)

    @property
    def off_peak(self) -> int:
        return self.all - self.peak


def weekdays(first: dt.date, last: dt.date) -> Counter[int]:
    """How often each weekday comes between two days, both with it; none where the last is before the first."""
    days = max((last - first).days + 1, 0)
    whole, rest = divmod(days, 7)
    return Counter({each: whole + ((each - first.isoweekday()) % 7 < rest) for each in range(1, 8)})


def open_minutes(hours: OpeningHours, often: Counter[int], peak: Window, peak_days: frozenset[int]) -> dict[Hour, Minutes]:
    """Of each hour of the week in which a place is open at all, so often as its weekday comes. `peak` is in minutes since midnight, `peak_days` count from Monday, which is 0."""
    found: dict[Hour, Minutes] = {}
    for weekday in range(1, 8):
        for low, high in hours.windows[weekday - 1] or ():
            for hour in range(low // 60, (high + 59) // 60):
                begins, ends = max(low, hour * 60), min(high, hour * 60 + 60)
                busy = max(0, min(ends, peak[1]) - max(begins, peak[0])) if weekday - 1 in peak_days else 0
                found[weekday, hour] = found.get((weekday, hour), Minutes()) + Minutes(
                    (ends - begins) * often[weekday], busy * often[weekday]
                )
    return found
