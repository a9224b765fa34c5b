"""When the clocks of a zone change, and what they show between two changes."""

from __future__ import annotations

import datetime as dt
from itertools import pairwise
from zoneinfo import ZoneInfo

MOMENT = dt.timedelta(seconds=1)  # clocks change on whole seconds
STEP = dt.timedelta(days=7)  # no zone changes its clock back and forth within a week


def offset_at(place: ZoneInfo, instant: dt.datetime) -> dt.timedelta:
    """How far the zone's clock is ahead of UTC at an instant."""
    return instant.astimezone(place).utcoffset() or dt.timedelta(0)


def wall_time(instant: dt.datetime, offset: dt.timedelta) -> dt.datetime:
    """What a clock with that offset shows, without a zone."""
    return instant.astimezone(dt.UTC).replace(tzinfo=None) + offset


def first_change(place: ZoneInfo, after: dt.datetime, until: dt.datetime) -> dt.datetime | None:
    """The first instant in (after, until] from which the zone's clock shows another offset."""
    steps = int((until - after) / STEP) + 1
    marks = [*(after + STEP * n for n in range(steps)), until]
    for low, high in pairwise(marks):
        if offset_at(place, low) == offset_at(place, high):
            continue
        while high - low > MOMENT:
            middle = low + (high - low) / 2
            low, high = (middle, high) if offset_at(place, middle) == offset_at(place, low) else (low, middle)
        return high.replace(microsecond=0)
    return None
