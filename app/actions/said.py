"""How a refusal says a day, a month, a notice and a status."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum

from flask_babel import format_date, gettext, ngettext

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


def status(of: StrEnum) -> str:
    """ "part paid": inside a sentence, in the reader's language."""
    return str(gettext(of.value.replace("_", " ").capitalize())).lower()
