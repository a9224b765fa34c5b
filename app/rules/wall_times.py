"""From a time on the wall of a place to an instant, where clocks change."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

MINUTE = dt.timedelta(minutes=1)


class Skipped(ValueError):
    """The clock of that place never shows this time: it jumps over it."""


def instant_at(wall: dt.datetime, zone: str, *, second: bool = False) -> dt.datetime:
    """The instant, in UTC, at which a clock of the IANA zone shows `wall`, a time without a zone.

    A time that comes twice is the first one unless `second`. Raises Skipped for a time that never comes (RFC 5545, 3.3.5 leaves it open).
    """
    there = wall.replace(tzinfo=ZoneInfo(zone), fold=int(second))
    instant = there.astimezone(dt.UTC)
    if instant.astimezone(there.tzinfo).replace(tzinfo=None, fold=0) != wall.replace(fold=0):
        raise Skipped(f"{wall:%H:%M} does not exist on {wall:%Y-%m-%d} in {zone}")
    return instant


def first_from(wall: dt.datetime, zone: str) -> dt.datetime:
    """The first instant, in UTC, at which a clock there shows `wall` or, where it jumps over that, any later time: so what is before and after it is exact."""
    while True:
        try:
            return instant_at(wall, zone)
        except Skipped:
            wall = wall.replace(second=0, microsecond=0) + MINUTE


def comes_twice(wall: dt.datetime, zone: str) -> bool:
    """Does a clock there show this time twice that day?"""
    there = wall.replace(tzinfo=ZoneInfo(zone))
    return there.replace(fold=0).utcoffset() > there.replace(fold=1).utcoffset()  # type: ignore[operator]


def day_bounds(day: dt.date, zone: str) -> tuple[dt.datetime, dt.datetime]:
    """The instants between which it is this day there; 23 to 25 hours apart. A midnight that is skipped is the first moment after it."""
    return _midnight(day, zone), _midnight(day + dt.timedelta(days=1), zone)


def _midnight(day: dt.date, zone: str) -> dt.datetime:
    return dt.datetime.combine(day, dt.time.min, tzinfo=ZoneInfo(zone)).astimezone(dt.UTC)
