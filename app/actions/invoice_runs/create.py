"""Open an invoice run for a location and a month; a second one of the same month is supplementary (P11)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from flask_babel import gettext as _
from sqlalchemy import select

from app.access.actor import Actor, require
from app.access.permissions import Permission
from app.actions import said
from app.core import clock
from app.core.errors import Refused
from app.core.month import Month
from app.models import InvoiceRun, Location, MonthClose
from app.rules.due_dates import cut_off as last_usage_day
from app.work import Work, transaction


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


def require_open_months(work: Work, location_ids: Iterable[int], month: Month) -> None:
    """The same of several locations, whoever asks: what is dated then touches the books of each. They are held in one order."""
    for location_id in sorted(set(location_ids)):
        require_open_month(work, work.session.get_one(Location, location_id), month)


def require_open_month(work: Work, location: Location, month: Month) -> None:
    """Raises Refused when the month is closed at the location (I12), and nobody closes it until the transaction ends.

    Held no longer than it must be: whoever changes the location waits as well. Who holds the location alone takes nothing else after it, so that this
    may come after organisations and invoices.
    """
    work.session.execute(select(Location.id).where(Location.id == location.id).with_for_update(read=True, key_share=True))
    closed = select(MonthClose.id).where(MonthClose.location_id == location.id, MonthClose.month == month)
    if work.session.scalar(closed) is not None:
        raise Refused(_("%(month)s is closed at %(location)s: nothing dated in it can be posted any more.", month=said.month(month), location=location.name), field="month")
