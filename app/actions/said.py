"""How a refusal says a day."""

from __future__ import annotations

import datetime as dt

from flask_babel import format_date


def day(date: dt.date) -> str:
    """ "12 Jun 2026", in the reader's language."""
    return str(format_date(date, "d MMM yyyy"))
