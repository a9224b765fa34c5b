"""What a booking must keep to, apart from the room being free: grid, length, past, horizon, opening, access, license, payer, people (B1, B9)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from zoneinfo import ZoneInfo

MINUTE = dt.timedelta(minutes=1)
GRID = 15  # minutes
GRACE = dt.timedelta(minutes=5)  # a start that is just past (B9)
HORIZON = dt.timedelta(days=730)  # nobody books further ahead, whoever asks
BACKDATED = dt.timedelta(days=31)  # staff enter what was forgotten, not last year's


class Breach(StrEnum):
    """What is wrong with a wish. Staff may override some of it with a reason; the others are nobody's to override."""

    OFF_GRID = "off_grid"
    NO_LENGTH = "no_length"
    FAR_PAST = "far_past"
    BEYOND_HORIZON = "beyond_horizon"
    PAST = "past"
    TOO_SHORT = "too_short"
    TOO_LONG = "too_long"
    TOO_SOON = "too_soon"
    TOO_FAR_AHEAD = "too_far_ahead"
    CLOSED = "closed"
    CLOSURE = "closure"
    PRIVATE = "private"
    NO_LICENSE = "no_license"
    BEYOND_LICENSE = "beyond_license"
    TOO_MANY_PEOPLE = "too_many_people"
    DEBT = "debt"
    OTHER_PAYER = "other_payer"


NEVER = frozenset({Breach.OFF_GRID, Breach.NO_LENGTH, Breach.FAR_PAST, Breach.BEYOND_HORIZON, Breach.OTHER_PAYER})


@dataclass(frozen=True, slots=True)
class Limits:
    """Minutes and days; `lead` is how long before its start a room can still be booked, `advance` how far ahead."""

    grid: int = GRID
    shortest: int = 30
    longest: int = 1440
    lead: dt.timedelta = dt.timedelta(0)
    advance: dt.timedelta = dt.timedelta(days=90)


def breaches(limits: Limits, start: dt.datetime, end: dt.datetime, now: dt.datetime, zone: str) -> Iterator[Breach]:
    """What the times alone break. `start` and `end` are instants; the grid is that of the clock on the wall in the IANA zone (B1)."""
    length = (end - start) // MINUTE
    if length <= 0:
        yield Breach.NO_LENGTH
        return
    if any(each != down_to_grid(each, zone, limits.grid) for each in (start, end)):
        yield Breach.OFF_GRID
    if end - now > HORIZON:
        yield Breach.BEYOND_HORIZON
    elif start - now > limits.advance:
        yield Breach.TOO_FAR_AHEAD
    if now - start > BACKDATED:
        yield Breach.FAR_PAST
    elif now - start > GRACE:
        yield Breach.PAST
    elif limits.lead and start - now < limits.lead:
        yield Breach.TOO_SOON
    if length < limits.shortest:
        yield Breach.TOO_SHORT
    if length > limits.longest:
        yield Breach.TOO_LONG


def down_to_grid(instant: dt.datetime, zone: str, grid: int) -> dt.datetime:
    """The last mark of the grid at or before an instant: clocks that are a half or a quarter of an hour apart show other marks."""
    there = instant.astimezone(ZoneInfo(zone))
    return instant - dt.timedelta(minutes=there.minute % grid, seconds=there.second, microseconds=there.microsecond)


def up_to_grid(instant: dt.datetime, zone: str, grid: int) -> dt.datetime:
    """The next mark of the grid at or after an instant: imports are rounded up (B1)."""
    begun = down_to_grid(instant, zone, grid)
    return begun if begun == instant else begun + grid * MINUTE
