"""How long a commitment runs: whole calendar months, to the day before the same day of the month (P13)."""

from __future__ import annotations

import calendar
import datetime as dt

from app.rules.terms import LicenseTerms

LONGEST = 1200


def months_later(day: dt.date, months: int) -> dt.date:
    """The same day of a later month, or that month's last day when it is shorter."""
    index = day.year * 12 + day.month - 1 + months
    year, month = index // 12, index % 12 + 1
    if day.day > 28:
        return dt.date(year, month, min(day.day, calendar.monthrange(year, month)[1]))
    return dt.date(year, month, day.day)


def commitment_term(license: LicenseTerms) -> tuple[dt.date, dt.date] | None:
    """First and last day of the commitment; None when there is none. 31 Jan + 1 month ends 27 or 28 Feb."""
    if license.commitment_months <= 0:
        return None
    starts_on = license.commitment_start or license.starts_on
    return starts_on, months_later(starts_on, min(license.commitment_months, LONGEST)) - dt.timedelta(days=1)
