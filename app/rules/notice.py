"""The notice under which a license ends: whole months run to the end of a month, as they are billed (P3); days are counted."""

from __future__ import annotations

import datetime as dt

from app.core.month import Month

MOST_MONTHS, MOST_DAYS = 24, 731


def last_day_under_notice(given_on: dt.date, *, months: int | None, days: int | None) -> dt.date:
    """The earliest last day, inclusive, when notice is given on `given_on`. Without months or days: that very day.

    One month, given on 28 November or on 1 November: 31 December and 31 December, because the month it is given in is not the notice.
    """
    if months:
        return Month.of(given_on).plus(months).last
    return given_on + dt.timedelta(days=days or 0)
