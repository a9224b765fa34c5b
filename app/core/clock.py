"""The one clock: instants are UTC and aware; days belong to a location's zone."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from zoneinfo import ZoneInfo

_lived: ContextVar[dt.datetime | None] = ContextVar("lived", default=None)


def now() -> dt.datetime:
    """This instant, in UTC. Tests move it with time-machine."""
    return _lived.get() or dt.datetime.now(dt.UTC)


@contextmanager
def lived_at(instant: dt.datetime) -> Iterator[None]:
    """Inside, this is now: how the demo network lives through its past."""
    token = _lived.set(instant)
    try:
        yield
    finally:
        _lived.reset(token)


def today(zone: str) -> dt.date:
    """The local date in an IANA zone."""
    return now().astimezone(ZoneInfo(zone)).date()


def local(instant: dt.datetime, zone: str) -> dt.datetime:
    """The same instant on the wall clock of an IANA zone."""
    return instant.astimezone(ZoneInfo(zone))
