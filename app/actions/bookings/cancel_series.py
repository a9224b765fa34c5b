"""Give back what is still to come of a series."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import select

from app.access.actor import Actor
from app.access.scope import narrowed
from app.actions.bookings.cancel import cancel_booking
from app.actions.bookings.room_lock import lock_rooms
from app.actions.invoices.locked import hold_organisation
from app.core.clock import now
from app.models import Booking
from app.models.booking import LIVE
from app.work import transaction


def cancel_series(series_id: int, *, by: Actor, since: dt.datetime | None = None, reason: str = "", by_operator: bool = False) -> list[Booking]:
    """Every live booking of it that starts at `since` (now, unless said) or later; each by the policy of its own date."""
    with transaction(by=by) as work:
        coming = select(Booking).where(Booking.series_id == series_id, Booking.status.in_(LIVE), Booking.starts_at >= max(since or now(), now()))
        found = list(work.session.scalars(narrowed(coming, by, Booking).order_by(Booking.starts_at)))
        for organisation_id in sorted({each.organisation_id for each in found if each.organisation_id and each.invoice_cents}):
            hold_organisation(work, organisation_id)
        lock_rooms(work, *(each.room_id for each in found))
        return [cancel_booking(each.id, by=by, reason=reason, by_operator=by_operator) for each in found]
