"""Remove a charge that waits for an invoice."""

from __future__ import annotations

from app.access.actor import Actor
from app.actions.bookings.extras import let_off_extra
from app.actions.bookings.invoice_part import let_off
from app.actions.charges.change_adhoc import lock_waiting
from app.work import transaction


def remove_adhoc(adhoc_id: int, *, by: Actor) -> None:
    """A booking that it charges costs so much less; without a credit that waits, so much more."""
    with transaction(by=by) as work:
        adhoc = lock_waiting(work, adhoc_id)
        if adhoc.booking is not None:
            let_off(work, adhoc.booking, adhoc)
        elif adhoc.extra is not None:
            let_off_extra(work, adhoc.extra.booking, adhoc)
        else:
            work.session.delete(adhoc)
