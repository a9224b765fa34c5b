"""Open an invoice run for a location and a month; a second one of the same month is supplementary (P11)."""

from __future__ import annotations

import datetime as dt

from flask_babel import gettext as _
from sqlalchemy import select

from app.access.actor import Actor, require
from app.access.permissions import Permission
from app.actions.months.open import require_open_month
from app.core import clock
from app.core.errors import Refused
from app.core.month import Month
from app.models import InvoiceRun, Location
from app.rules.due_dates import cut_off as last_usage_day
from app.work import transaction


def create_run(location_id: int, month: Month, *, by: Actor, cut_off: dt.date | None = None) -> InvoiceRun:
    """A draft run. `cut_off` is the last day whose charges count, by default today at the location or the month's end.

    Raises Refused for a closed month, and while an earlier run of the month is still to be approved.
    """
    with transaction(by=by) as work:
        require(by, Permission.INVOICE_RUN_PREPARE)
        location = work.lock(Location, location_id)
        require_open_month(work, location, month)
        runs = work.session.scalars(
            select(InvoiceRun).where(InvoiceRun.location_id == location_id, InvoiceRun.month == month).order_by(InvoiceRun.sequence)
        ).all()
        if runs and runs[-1].approved_at is None:
            raise Refused(_("%(run)s is already open.", run=runs[-1]), field="month")
        return work.add(
            InvoiceRun(
                location_id=location_id,
                month=month,
                sequence=len(runs) + 1,
                cut_off=last_usage_day(month, clock.today(location.zone), cut_off),
            )
        )
