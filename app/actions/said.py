"""How a refusal says a day, a month and a notice."""

from __future__ import annotations

import datetime as dt

from flask_babel import format_date, ngettext

from app.core.month import Month
from app.models import Membership


def day(date: dt.date) -> str:
    """ "12 Jun 2026", in the reader's language."""
    return str(format_date(date, "d MMM yyyy"))


def month(period: Month) -> str:
    """ "June 2026", in the reader's language."""
    return str(format_date(period.first, "MMMM yyyy"))


def notice(membership: Membership) -> str:
    """ "one month" or "30 days"; nothing without one."""
    if membership.notice_months:
        return str(ngettext("one month", "%(num)d months", membership.notice_months))
    return str(ngettext("one day", "%(num)d days", membership.notice_days)) if membership.notice_days else ""
