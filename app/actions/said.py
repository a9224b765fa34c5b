"""How a refusal says a day and a month."""

from __future__ import annotations

import datetime as dt

from flask_babel import format_date

from app.core.month import Month


def day(date: dt.date) -> str:
    """ "12 Jun 2026", in the reader's language."""
    return str(format_date(date, "d MMM yyyy"))


def month(period: Month) -> str:
    """ "June 2026", in the reader's language."""
    return str(format_date(period.first, "MMMM yyyy"))
