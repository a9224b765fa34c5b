"""Days as pages say them in their address; a link of a report that came by mail says months."""

from __future__ import annotations

import datetime as dt
from contextlib import suppress

from flask import request

from app.core.clock import is_near
from app.core.month import Month
from app.web.place import reader_today


def said_day(name: str = "day") -> dt.date | None:
    """None for whatever is no day, or is centuries away."""
    with suppress(ValueError):
        found = dt.date.fromisoformat(request.args.get(name, ""))
        return found if is_near(found) else None
    return None


def asked_day(name: str = "day", otherwise: dt.date | None = None) -> dt.date:
    """That day; where the address says none, the other one, or today."""
    return said_day(name) or otherwise or reader_today()


def asked_first(name: str, otherwise: dt.date) -> dt.date:
    """The day, or the first of the month."""
    month = _month(name)
    return asked_day(name, otherwise if month is None else month.first)


def asked_last(name: str, otherwise: dt.date) -> dt.date:
    """The day, or the last of the month."""
    month = _month(name)
    return asked_day(name, otherwise if month is None else month.last)


def _month(name: str) -> Month | None:
    with suppress(ValueError):
        return Month.parse(request.args.get(name, ""))
    return None
