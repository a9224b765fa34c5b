"""When a place closes next: until then a guest's WiFi works, and then whoever forgot to check out has left (K2, K3)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from zoneinfo import ZoneInfo

from app.rules.opening_hours import MINUTES, OpeningHours


def closes_at(instant: dt.datetime, hours: OpeningHours, zone: str, is_holiday: Callable[[dt.date], bool]) -> dt.datetime:
    """In UTC: the end of the last open window of the local day that ends after `instant`; midnight for who is there when nothing of
    that day is open any more, and for a place that never closes."""
    there = instant.astimezone(ZoneInfo(zone))
    minute = there.hour * 60 + there.minute
    windows = hours.of(there.date(), holiday=is_holiday(there.date()))
    end = max((high for _low, high in windows if high > minute), default=MINUTES)
    day, left = (there.date(), end) if end < MINUTES else (there.date() + dt.timedelta(days=1), 0)
    return dt.datetime.combine(day, dt.time(left // 60, left % 60), ZoneInfo(zone)).astimezone(dt.UTC)
