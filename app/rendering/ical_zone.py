"""The VTIMEZONE of a zone: what its clocks do in some years (RFC 5545, 3.6.5).

icalendar 7.3 writes the beginning of summer time by the clock after the change, where the RFC asks for the clock before it:
other vendors then read the hour after each change an hour, or half an hour, off.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

from icalendar import Timezone, TimezoneDaylight, TimezoneStandard

DAY, SECOND = dt.timedelta(days=1), dt.timedelta(seconds=1)
AROUND = 366 * DAY  # calendars move events by themselves: a year on either side stays right


def observed(zone_name: str, first: dt.datetime, last: dt.datetime) -> Any:
    """Each change of the clock from a year before `first` to a year after `last`, both aware, as an observance of its own."""
    zone, began = ZoneInfo(zone_name), (first - AROUND).astimezone(dt.UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    found = Timezone()
    found.add("tzid", zone_name)
    before = _offset(zone, began)
    found.add_component(_observance(zone, began, before))
    for change in changes(zone, began, last + AROUND):
        found.add_component(_observance(zone, change, before))
        before = _offset(zone, change)
    return found


def changes(zone: ZoneInfo, first: dt.datetime, last: dt.datetime) -> Iterator[dt.datetime]:
    """The instants, in UTC, at which the clocks of a zone change between two."""
    days = [first + DAY * number for number in range((last - first).days + 2)]
    for early, late in pairwise(days):
        if _offset(zone, early) == _offset(zone, late):
            continue
        while late - early > SECOND:
            middle = early + (late - early) // 2
            early, late = (middle, late) if _offset(zone, middle) == _offset(zone, early) else (early, middle)
        yield late.replace(microsecond=0)


def _observance(zone: ZoneInfo, since: dt.datetime, before: dt.timedelta) -> Any:
    there = since.astimezone(zone)
    found = TimezoneDaylight() if there.dst() else TimezoneStandard()
    found.add("dtstart", (since + before).replace(tzinfo=None))  # by the clock that people had until then
    found.add("tzoffsetfrom", before)
    found.add("tzoffsetto", _offset(zone, since))
    found.add("tzname", there.tzname() or zone.key)
    return found


def _offset(zone: ZoneInfo, instant: dt.datetime) -> dt.timedelta:
    return instant.astimezone(zone).utcoffset() or dt.timedelta()
