"""When an invoice is dated and when it is due (P9, P14)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from app.core.month import Month

PAYMENT_DAYS = 7


def invoice_date(month: Month, approved_on: dt.date | None) -> dt.date:
    """The later of approval and the 1st, never after the month's last day; a preview (None) takes the 1st."""
    return min(max(approved_on or month.first, month.first), month.last)


def due_date(
    dated: dt.date,
    organisation_days: int | None,
    location_days: int | None = None,
    *,
    is_working_day: Callable[[dt.date], bool] | None = None,
) -> dt.date:
    """Invoice date + payment days (organisation's, else location's, else 7); moved on to a working day when asked."""
    chosen = organisation_days if organisation_days is not None else location_days
    due = dated + dt.timedelta(days=PAYMENT_DAYS if chosen is None else chosen)
    while is_working_day is not None and not is_working_day(due):
        due += dt.timedelta(days=1)
    return due


def cut_off(month: Month, today: dt.date, asked: dt.date | None = None) -> dt.date:
    """The last day of which charges are billed: as asked, else today; never after the month's last day (P3, P13)."""
    return min(asked or today, month.last)
