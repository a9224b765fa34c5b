"""Give back what is still to come of a series."""

from __future__ import annotations

import datetime as dt

from app.access.actor import Actor
from app.actions.bookings.cancel_many import cancel_many
from app.core.clock import now
from app.models import Booking
from app.queries.bookings.series_to_come import rest_of
from app.work import transaction


def cancel_series(
    series_id: int,
    *,
    by: Actor,
    since: dt.datetime | None = None,
    reason: str = "",
    by_operator: bool = False,
    expected_refund: int | None = None,
) -> list[Booking]:
    """Every live booking of it that starts at `since` (now, unless said) or later; each by the policy of its own date.

    Raises Stale when another sum comes back than was shown.
    """
    with transaction(by=by) as work:
        found = rest_of(work.session, series_id, since or now(), by=by)
        return cancel_many(work, found, reason=reason, by_operator=by_operator, expected_refund=expected_refund)
