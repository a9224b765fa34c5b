"""When a place is open, as people write it: "mon-fri 07:00-20:00; sat 08:00-14:00; holidays closed".

Nothing written means always, and so does "24/7". A day that is not named is closed; on a public holiday its weekday counts, unless holidays are named.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
HOLIDAYS = 7
MINUTES = 24 * 60
Window = tuple[int, int]  # minutes since midnight, the second one excluded
DAY = re.compile(r"(mon|tue|wed|thu|fri|sat|sun)[a-z]*|mo|tu|we|th|fr|sa|su|(holidays?|ph)")
TIMES = re.compile(r"(\d{1,2})[:.]?(\d{2})?\s*(?:-|\N{EN DASH}|to)\s*(\d{1,2})[:.]?(\d{2})?")
PART = re.compile(r"^(?P<days>[a-z,\s\-\N{EN DASH}]+?)\s*(?:(?P<shut>closed|off)|(?P<times>[\d].*))$")


@dataclass(frozen=True, slots=True)
class OpeningHours:
    """`windows` by day, Monday first, and holidays eighth: None there means that holidays are like their weekday."""

    windows: tuple[tuple[Window, ...] | None, ...]

    def of(self, day: dt.date, *, holiday: bool = False) -> tuple[Window, ...]:
        """The open windows of a day, in order."""
        special = self.windows[HOLIDAYS] if holiday else None
        return special if special is not None else self.windows[day.weekday()] or ()

    def cover(self, start: dt.datetime, end: dt.datetime, is_holiday: Callable[[dt.date], bool]) -> bool:
        """Is it open all the time between two times on the wall? Windows that meet at midnight are one."""
        return all(
            any(low <= begins and ends <= high for low, high in _joined(self.of(day, holiday=is_holiday(day))))
            for day, begins, ends in _by_day(start, end)
        )


ALWAYS = OpeningHours((((0, MINUTES),),) * 7 + (None,))


@lru_cache(maxsize=512)
def opening_hours(text: str) -> OpeningHours:
    """Read what people wrote. Raises ValueError that quotes the part which is not understood."""
    found: list[list[Window] | None] = [[] for _ in DAYS] + [None]
    parts = [part.strip() for part in re.split(r"[;\n]", text.lower()) if part.strip()]
    if not parts or parts == ["24/7"]:
        return ALWAYS
    for part in parts:
        days, windows = _part(part)
        for day in days:
            found[day] = [*(found[day] or []), *windows]
    return OpeningHours(tuple(None if each is None else tuple(sorted(each)) for each in found))


def _part(part: str) -> tuple[list[int], list[Window]]:
    match = PART.match(part)
    if match is None:
        raise ValueError(part)
    days = [day for each in match["days"].split(",") for day in _days(each.strip(), part)]
    if match["shut"]:
        return days, []
    return days, [_window(each.strip(), part) for each in match["times"].split(",")]


def _days(named: str, part: str) -> list[int]:
    ends = [each.strip() for each in re.split(r"-|\N{EN DASH}|\bto\b", named)]
    first, last = _day(ends[0], part), _day(ends[-1], part)
    if len(ends) > 2 or (len(ends) == 2 and HOLIDAYS in (first, last)):
        raise ValueError(part)
    return [first] if first == last else [(first + step) % 7 for step in range((last - first) % 7 + 1)]


def _day(name: str, part: str) -> int:
    if name in ("holiday", "holidays", "ph", "public holidays"):
        return HOLIDAYS
    if DAY.fullmatch(name) is None:
        raise ValueError(part)
    return next(place for place, day in enumerate(DAYS) if day.startswith(name[:2]))


def _window(text: str, part: str) -> Window:
    match = TIMES.fullmatch(text)
    if match is None:
        raise ValueError(part)
    begin, end = (int(match[hour]) * 60 + int(match[hour + 1] or 0) for hour in (1, 3))
    if not begin < end <= MINUTES or (match[2] or "00") >= "60" or (match[4] or "00") >= "60":
        raise ValueError(part)
    return begin, end


def _by_day(start: dt.datetime, end: dt.datetime) -> Iterator[tuple[dt.date, int, int]]:
    """[start, end) in minutes of each local day that it touches."""
    day = start.date()
    while (midnight := dt.datetime.combine(day, dt.time.min)) < end:
        begins, ends = (
            (min(max(each, midnight), midnight + dt.timedelta(days=1)) - midnight) // dt.timedelta(minutes=1) for each in (start, end)
        )
        if begins < ends:
            yield day, begins, ends
        day += dt.timedelta(days=1)


def _joined(windows: tuple[Window, ...]) -> list[Window]:
    """Windows that touch or overlap as one."""
    found: list[Window] = []
    for low, high in windows:
        if found and low <= found[-1][1]:
            found[-1] = (found[-1][0], max(high, found[-1][1]))
        else:
            found.append((low, high))
    return found
