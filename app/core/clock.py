"""The one clock: instants are UTC and aware; days belong to a location's zone."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

LOOK_AGAIN = 60.0  # seconds
JUMP = 1.0  # seconds by which the machine's clock may leave its own steady one before that is a jump
YEARS = range(1900, 2200)
NO_ZONES = {"localtime", "Factory"}  # files beside the zones, no places: PostgreSQL counts days in neither

_lived: ContextVar[dt.datetime | None] = ContextVar("lived", default=None)


@dataclass(frozen=True, slots=True)
class Agreed:
    """An instant that the house agrees on, and what this machine's two clocks said at it: the one on its wall, and the steady one that nobody sets."""

    instant: dt.datetime
    wall: dt.datetime
    steady: float


_agreed: Agreed | None = None


def machine() -> dt.datetime:
    """What this machine's own clock says, in UTC. It may be wrong: `now` is what counts."""
    return dt.datetime.now(dt.UTC)


def now() -> dt.datetime:
    """This instant, in UTC, the same on every machine: what the database said last, and the steady seconds since. Tests move it with time-machine."""
    if (lived := _lived.get()) is not None:
        return lived
    if (agreed := _agreed) is None:
        return machine()
    return agreed.instant + dt.timedelta(seconds=time.monotonic() - agreed.steady)


def agree(ask: Callable[[], dt.datetime]) -> None:
    """From here on `now` follows the clock that `ask` reads; its answer belongs to the middle of the time that it took."""
    global _agreed
    before, began = time.monotonic(), machine()
    instant = ask()
    half = (time.monotonic() - before) / 2
    _agreed = Agreed(instant, began + dt.timedelta(seconds=half), before + half)


def is_due() -> bool:
    """Whether to ask again: nothing is agreed, a minute is over, or this machine's clock was set or stood still meanwhile."""
    if (agreed := _agreed) is None:
        return True
    steady = time.monotonic() - agreed.steady
    return steady > LOOK_AGAIN or abs((machine() - agreed.wall).total_seconds() - steady) > JUMP


def ahead() -> float:
    """Seconds by which this machine's clock is ahead of the house's; below zero: behind."""
    return (machine() - now()).total_seconds()


@contextmanager
def lived_at(instant: dt.datetime) -> Iterator[None]:
    """Inside, this is now: how the demo network lives through its past."""
    token = _lived.set(instant)
    try:
        yield
    finally:
        _lived.reset(token)


def is_near(day: dt.date) -> bool:
    """In a year that people mean: others are slips of the pen."""
    return day.year in YEARS


def today(zone: str) -> dt.date:
    """The local date in an IANA zone."""
    return now().astimezone(ZoneInfo(zone)).date()


def local(instant: dt.datetime, zone: str) -> dt.datetime:
    """The same instant on the wall clock of an IANA zone."""
    return instant.astimezone(ZoneInfo(zone))


@cache
def zones() -> frozenset[str]:
    """The names that a location's zone may have: each is known to PostgreSQL too, which counts days in them."""
    return frozenset(available_timezones() - NO_ZONES)
