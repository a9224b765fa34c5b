"""A month that is closed at a location takes nothing more (I12)."""

from __future__ import annotations

from collections.abc import Iterable

from flask_babel import gettext as _
from sqlalchemy import select

from app.actions import said
from app.core.errors import Refused
from app.core.month import Month
from app.models import Location, MonthClose
from app.work import Work


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
        raise Refused(
            _(
                "%(month)s is closed at %(location)s: nothing dated in it can be posted any more.",
                month=said.month(month),
                location=location.name,
            ),
            field="month",
        )
