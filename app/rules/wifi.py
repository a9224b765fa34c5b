"""WiFi accounts: what FreeRADIUS compares a password with, and the instant at which an account ends (contracts.md 5.2, A3)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any
from zoneinfo import ZoneInfo

from Crypto.Hash import MD4

ONE_DAY = dt.timedelta(days=1)


def nt_password(password: str) -> str:
    """32 upper-case hex digits: MD4 of UTF-16LE, the only stored form that PEAP-MSCHAPv2 of ordinary devices accepts.

    It is as good as the password for whoever holds it, so the password must be a random one of the WiFi alone (A4).
    """
    return MD4.new(password.encode("utf-16-le")).hexdigest().upper()  # noqa: S303  the protocol knows no other


def end_of(day: dt.date, zone: str) -> dt.datetime:
    """The first instant after that day in an IANA zone, in UTC: an account is valid through its last day, to the end."""
    return dt.datetime.combine(day + ONE_DAY, dt.time(), ZoneInfo(zone)).astimezone(dt.UTC)


def ends_at(told: Mapping[str, Any], place_zone: str | None) -> dt.datetime | None:
    """When an account ends that is wanted or held so (rules/access.py); None: it does not. `place_zone` is that of its place, for one from before it was told
    where its last day ends."""
    until = told.get("until")
    return end_of(dt.date.fromisoformat(until), told.get("zone") or place_zone or "UTC") if until else None
