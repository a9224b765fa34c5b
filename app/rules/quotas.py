"""When the credits of a membership come, for how long, and how much of them the first time (W7)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import takewhile
from zoneinfo import ZoneInfo

from app.core.clock import local
from app.rules.commitment import months_later
from app.rules.slots import FREQUENCIES, latest_slot, slot_after, slots_after

Pauses = Sequence[tuple[dt.date, dt.date | None]]
DAYS = {"daily": 1, "weekly": 7}
MONTHS = {"monthly": 1, "annually": 12}
LONGEST = dt.timedelta(days=370)  # longer than any period


@dataclass(frozen=True, slots=True)
class Period:
    """From `starts_at` until `ends_at`, midnights at the location as instants; `first` and `last` are its days there, inclusive."""

    starts_at: dt.datetime
    ends_at: dt.datetime
    first: dt.date
    last: dt.date

    @property
    def days(self) -> int:
        return (self.last - self.first).days + 1


def period_at(frequency: str, zone: str, instant: dt.datetime, *, since: dt.date | None = None) -> Period:
    """The day, week from Monday, month or year in which the instant lies on the clock of the zone.

    With `since`, the license's first day, weeks, months and years are counted from there: from the 31st they begin on the last day of shorter months.
    """
    if since is not None:
        return _anniversary(frequency, zone, since, instant)
    cron, place = FREQUENCIES[frequency], ZoneInfo(zone)
    starts_at = latest_slot(cron, zone, instant - LONGEST, instant)
    assert starts_at is not None, "every year has such a midnight"
    ends_at = slot_after(cron, zone, starts_at)
    return Period(starts_at, ends_at, starts_at.astimezone(place).date(), ends_at.astimezone(place).date() - dt.timedelta(days=1))


def _anniversary(frequency: str, zone: str, since: dt.date, instant: dt.datetime) -> Period:
    day = max(local(instant, zone).date(), since)
    number = _passed(frequency, since, day)
    first, end = _step(frequency, since, number), _step(frequency, since, number + 1)
    return Period(midnight(first, zone), midnight(end, zone), first, end - dt.timedelta(days=1))


def _passed(frequency: str, since: dt.date, day: dt.date) -> int:
    """How many whole periods have passed on that day."""
    if frequency in DAYS:
        return (day - since).days // DAYS[frequency]
    months = MONTHS[frequency]
    number = ((day.year - since.year) * 12 + day.month - since.month) // months
    return number if _step(frequency, since, number) <= day else number - 1


def _step(frequency: str, since: dt.date, number: int) -> dt.date:
    if frequency in DAYS:
        return since + dt.timedelta(days=DAYS[frequency] * number)
    return months_later(since, MONTHS[frequency] * number)


def midnight(day: dt.date, zone: str) -> dt.datetime:
    """The instant at which that day begins there."""
    return slot_after(
        FREQUENCIES["daily"], zone, dt.datetime.combine(day - dt.timedelta(days=1), dt.time(12), ZoneInfo(zone)).astimezone(dt.UTC)
    )


def granted(cents: int, period: Period, starts_on: dt.date, ends_on: dt.date | None, pauses: Pauses = ()) -> int:
    """What of `cents` comes in this period, in whole cents, rounded down.

    All of it, unless the license begins, or comes out of a pause, only after the period's first day: then days/D, as P4 counts them,
    from that day until the period or the license ends.
    """
    began = max(starts_on, period.first)
    while (until := paused_until(pauses, began)) is not None:
        if until is dt.date.max:
            return 0
        began = until + dt.timedelta(days=1)
    if began == period.first:
        return cents
    last = min(period.last, ends_on or period.last)
    return cents * max((last - began).days + 1, 0) // period.days


def paused_until(pauses: Pauses, day: dt.date) -> dt.date | None:
    """The last day of a pause that covers this day; None when there is none, the last of all days when it is open."""
    return next((last or dt.date.max for first, last in pauses if first <= day <= (last or dt.date.max)), None)


def missed(
    frequency: str, zone: str, granted_last: dt.datetime, period: Period, pauses: Pauses = (), *, since: dt.date | None = None
) -> Iterator[dt.datetime]:
    """Starts of the periods between the last granted one and this one: they are told of, and not made up for."""
    slots = (
        slots_after(FREQUENCIES[frequency], zone, granted_last) if since is None else _anniversaries(frequency, zone, since, granted_last)
    )
    between = takewhile(lambda slot: slot < period.starts_at, slots)
    return (slot for slot in between if paused_until(pauses, slot.astimezone(ZoneInfo(zone)).date()) is None)


def _anniversaries(frequency: str, zone: str, since: dt.date, after: dt.datetime) -> Iterator[dt.datetime]:
    while True:
        after = _anniversary(frequency, zone, since, after).ends_at
        yield after


def lasts_until(period: Period, zone: str, ends_on: dt.date | None) -> dt.datetime:
    """A quota ends with its period, or with the license before that: at the midnight after its last day."""
    if ends_on is None or ends_on >= period.last:
        return period.ends_at
    return midnight(ends_on + dt.timedelta(days=1), zone)
