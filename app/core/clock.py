"""The one clock: instants are UTC and aware; days belong to a location's zone."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo


def now() -> dt.datetime:
    """This instant, in UTC. Tests move it with time-machine."""
    return dt.datetime.now(dt.UTC)


def today(zone: str) -> dt.date:
    """The local date in an IANA zone."""
    return now().astimezone(ZoneInfo(zone)).date()


def local(instant: dt.datetime, zone: str) -> dt.datetime:
    """The same instant on the wall clock of an IANA zone."""
    return instant.astimezone(ZoneInfo(zone))
