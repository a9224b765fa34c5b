"""When a schedule is due: slots of a cron expression on the wall clock of a zone, whatever the clocks do (T1, T2).

An expression whose hour is `*` or `*/n` follows the hours that really pass: none is invented in spring, and in autumn the hour
that comes twice counts twice. Any other hour is a promise of that many slots a day: one that the spring change skips is kept at
the instant of the change, and one that autumn repeats is kept the first time only. Slots lie on whole minutes: one MOMENT before is after any
earlier one.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from zoneinfo import ZoneInfo

from croniter import CroniterBadDateError, croniter

from app.rules.clock_changes import MOMENT, first_change, offset_at, wall_time

FREQUENCIES = {
    "every_minute": "* * * * *",
    "every_5_minutes": "*/5 * * * *",
    "hourly": "0 * * * *",
    "daily": "0 0 * * *",
    "weekly": "0 0 * * mon",
    "monthly": "0 0 1 * *",
    "annually": "0 0 1 1 *",
}
FIELD = re.compile(r"(?i)([0-9*/,#-]|mon|tue|wed|thu|fri|sat|sun|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|l)+")
WINDOWS = (dt.timedelta(minutes=2), dt.timedelta(hours=2), dt.timedelta(days=2), dt.timedelta(days=63), dt.timedelta(days=3 * 366))


def expression(frequency: str, cron: str) -> str:
    """The cron expression of a schedule: its frequency's, or its own where the frequency is `cron`."""
    return FREQUENCIES.get(frequency, cron)


def cron_problem(cron: str) -> str | None:
    """Why this expression cannot be used, as one word: `form` or `never`; None when it can."""
    if len(cron.split()) != 5 or not all(FIELD.fullmatch(field) for field in cron.split()):
        return "form"
    try:
        _match_after(cron, dt.datetime.combine(dt.date(2000, 1, 1), dt.time.min))
    except CroniterBadDateError:
        return "never"
    except (ValueError, KeyError):
        return "form"
    return None


def slot_after(cron: str, zone: str, after: dt.datetime) -> dt.datetime:
    """The first slot after an instant, in UTC. Raises ValueError for an expression that `cron_problem` refuses."""
    place, every_hour = ZoneInfo(zone), cron.split()[1].startswith("*")
    offset = offset_at(place, after)
    wall = wall_time(after, offset)
    recent = first_change(place, after - dt.timedelta(days=1), after)
    if recent and not every_hour:
        wall = max(wall, wall_time(recent, offset_at(place, recent - MOMENT)) - MOMENT)  # `after` may lie in an hour that comes twice
    while True:
        slot = (_match_after(cron, wall) - offset).replace(tzinfo=dt.UTC)
        change = first_change(place, after, slot)
        if change is None:
            return slot
        before, offset, after = offset, offset_at(place, change), change
        wall = wall_time(change, offset) - MOMENT
        if every_hour:
            continue
        kept = wall_time(change, before) - MOMENT
        if offset > before and _match_after(cron, kept) <= wall:
            return change
        wall = max(wall, kept)


def slots_after(cron: str, zone: str, after: dt.datetime) -> Iterator[dt.datetime]:
    """All slots after an instant, one after the other, without an end."""
    while True:
        after = slot_after(cron, zone, after)
        yield after


def latest_slot(cron: str, zone: str, after: dt.datetime, until: dt.datetime) -> dt.datetime | None:
    """The last slot later than `after` and not later than `until`; None when there is none between them."""
    for window in (*WINDOWS, until - after):
        found = None
        for slot in slots_after(cron, zone, max(after, until - window)):
            if slot > until:
                break
            found = slot
        if found or until - window <= after:
            return found
    return None


def _match_after(cron: str, wall: dt.datetime) -> dt.datetime:
    """The next time of day and date that fits, on a clock that never changes."""
    found: dt.datetime = croniter(cron, wall, ret_type=dt.datetime).get_next()
    return found.replace(tzinfo=None)
