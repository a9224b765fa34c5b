"""Days of an address that may also be months: a link of a report that came by mail says months."""

from __future__ import annotations

import datetime as dt

from flask import request

from app.core.month import Month
from views.debtors.list import asked_day


def asked_first(name: str, otherwise: dt.date) -> dt.date:
    """The day, or the first of the month."""
    month = _month(name)
    return asked_day(name, otherwise if month is None else month.first)


def asked_last(name: str, otherwise: dt.date) -> dt.date:
    """The day, or the last of the month."""
    month = _month(name)
    return asked_day(name, otherwise if month is None else month.last)


def _month(name: str) -> Month | None:
    try:
        return Month.parse(request.args.get(name, ""))
    except ValueError:
        return None
