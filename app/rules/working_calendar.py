"""WorkingDays: counting working days, however many are asked for."""

from __future__ import annotations

import datetime as dt
from bisect import bisect_left
from collections.abc import Callable

DAY = dt.timedelta(days=1)
LONGEST_REST = 366


class WorkingDays:
    """The working days of one place, each looked at once. A day off counts as the next working day.

    Raises ValueError where a whole year has none.
    """

    def __init__(self, is_working_day: Callable[[dt.date], bool]) -> None:
        self._is_working_day = is_working_day
        self._days: list[dt.date] = []

    def on_or_after(self, day: dt.date) -> dt.date:
        return self.shift(day, 0)

    def shift(self, day: dt.date, count: int) -> dt.date:
        """`count` working days later, earlier when below zero; 0 is the day itself, or the next working day."""
        at = self._index(day) + count
        while at < 0:
            self._days.insert(0, self._next(self._days[0] - DAY, -DAY))
            at += 1
        while at >= len(self._days):
            self._days.append(self._next(self._days[-1] + DAY, DAY))
        return self._days[at]

    def between(self, first: dt.date, last: dt.date) -> int:
        """By how many working days `last` lies behind `first`; below zero when it lies before it."""
        self._index(first)
        return self._index(last) - self._index(first)  # the second look may have put days in front

    def _index(self, day: dt.date) -> int:
        """Where the day, or the next working day, stands among those that are known; the list grows until it does."""
        if not self._days:
            self._days.append(self._next(day, DAY))
        while self._days[-1] < day:
            self._days.append(self._next(self._days[-1] + DAY, DAY))
        while self._days[0] > day:
            self._days.insert(0, self._next(self._days[0] - DAY, -DAY))
        return bisect_left(self._days, day)

    def _next(self, day: dt.date, step: dt.timedelta) -> dt.date:
        for _ in range(LONGEST_REST):
            if self._is_working_day(day):
                return day
            day += step
        raise ValueError(f"no working day within a year of {day}")
