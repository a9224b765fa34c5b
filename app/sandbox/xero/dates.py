"""Xero's ways to write dates: /Date(ms)/, ISO, and the date of an HTTP header."""

from __future__ import annotations

import datetime as dt
import re
from email.utils import parsedate_to_datetime
from typing import Any

from app.core import clock
from app.sandbox.xero.problems import Invalid


def read(text: object) -> dt.date:
    """A date that was sent in. Raises ValueError."""
    found = re.fullmatch(r"/Date\((-?\d+)(?:[+-]\d{4})?\)/", str(text))
    if found:
        return dt.datetime.fromtimestamp(int(found[1]) / 1000, dt.UTC).date()
    return dt.date.fromisoformat(str(text)[:10])


def instant(text: str) -> float:
    """Seconds of an If-Modified-Since header. Raises ValueError."""
    try:
        moment = dt.datetime.fromisoformat(text)
    except ValueError:
        moment = parsedate_to_datetime(text)
    return (moment if moment.tzinfo else moment.replace(tzinfo=dt.UTC)).timestamp()


def told(body: dict[str, Any], name: str) -> str:
    """The date of a field in Xero's own form; today when it is left out. Raises Invalid."""
    try:
        return written(read(body[name]) if body.get(name) else clock.now().date())
    except (ValueError, OverflowError) as wrong:
        raise Invalid(f"{name} is not a date") from wrong


def written(day: dt.date) -> str:
    """/Date(ms+0000)/ of midnight."""
    return stamp(dt.datetime.combine(day, dt.time(), dt.UTC).timestamp())


def stamp(seconds: float) -> str:
    return f"/Date({int(seconds * 1000)}+0000)/"


def text(day: dt.date) -> str:
    return f"{day.isoformat()}T00:00:00"
