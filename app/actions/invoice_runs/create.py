"""Open an invoice run for a location and a month; a second one of the same month is supplementary (P11)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from flask_babel import gettext as _
from sqlalchemy import select

from app.access.actor import Actor, require
from app.access.permissions import Permission
from app.actions import said
from app.actions.months.open import require_open_month
from app.core import clock
from app.core.errors import Refused
from app.core.month import Month
from app.models import InvoiceRun, Location
from app.queries.preview import preview
from app.queries.runs import is_closed
from app.rules.due_dates import cut_off as last_usage_day
from app.work import Work, transaction


def create_run(location_id: int, month: Month, *, by: Actor, cut_off: dt.date | None = None) -> InvoiceRun:
    """A draft run. `cut_off` is the last day whose charges count; without one it is the day of each preview, or the month's end.

    Raises Refused for a closed month, while an earlier run of the month is still to be approved, and for a supplementary one that would be empty.
    """
    with transaction(by=by) as work:
        require(by, Permission.INVOICE_RUN_PREPARE)
        if _runs(work, location_id, month):  # before the location is locked: to look takes seconds
            _require_somebody(work, work.get(Location, location_id), month, cut_off)
        location = work.lock(Location, location_id)
        require_open_month(work, location, month)
        runs = _runs(work, location_id, month)
        return work.add(
            InvoiceRun(
                location_id=location_id,
                month=month,
                sequence=len(runs) + 1,
                cut_off=last_usage_day(month, clock.today(location.zone), cut_off),
                cut_off_chosen=cut_off is not None,
            )
        )


def _runs(work: Work, location_id: int, month: Month) -> Sequence[InvoiceRun]:
    """Those of the month, of which none waits for its approval."""
    query = select(InvoiceRun).where(InvoiceRun.location_id == location_id, InvoiceRun.month == month).order_by(InvoiceRun.sequence)
    runs = work.session.scalars(query).all()
    if runs and runs[-1].approved_at is None:
        raise Refused(_("%(run)s is already open.", run=runs[-1]), field="month")
    return runs


def _require_somebody(work: Work, location: Location, month: Month, cut_off: dt.date | None) -> None:
    if not is_closed(work.session, location.id, month) and not preview(work.session, location, month, cut_off=cut_off).rows:
        raise Refused(
            _(
                "Nobody is left to bill: whoever has something in %(month)s at %(location)s has its document.",
                month=said.month(month),
                location=location.name,
            ),
            field="month",
        )
