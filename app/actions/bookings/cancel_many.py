"""Give several bookings back inside another action, each by the policy of its own day."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import selectinload

from app.actions.bookings.cancel import cancel_booking
from app.actions.bookings.check import money_said
from app.actions.bookings.extras import require_no_more
from app.actions.bookings.room_lock import lock_rooms
from app.actions.invoices.locked import hold_organisation
from app.actions.wallets.ledger import lock
from app.core.errors import Stale
from app.models import Booking, LedgerEntry
from app.queries.bookings.extras import with_extras
from app.work import Work


def cancel_many(
    work: Work, found: Sequence[Booking], *, reason: str = "", by_operator: bool = False, expected_refund: int | None = None
) -> list[Booking]:
    """Everything that they need is locked first, in the house's order: organisations, rooms, wallets. `expected_refund` is of all of them together.

    Raises Stale when another amount comes back than was shown, and as `cancel_booking`.
    """
    if not found:
        return []
    more = with_extras(work.session, [each.id for each in found])
    for organisation_id in sorted(
        {each.organisation_id for each in found if each.organisation_id and (each.invoice_cents or each.id in more)}
    ):
        hold_organisation(work, organisation_id)
    lock_rooms(work, *(each.room_id for each in found))
    require_no_more(work, more, *(each.id for each in found))
    causes = [each.cause for each in found]
    lock(work, *work.session.scalars(select(LedgerEntry.wallet_id).where(LedgerEntry.cause.in_(causes)).distinct()))
    present = (
        select(Booking)
        .where(Booking.id.in_([each.id for each in found]))
        .options(selectinload(Booking.extras))
        .order_by(Booking.starts_at, Booking.id)
    )
    before = {each.id: each.cost_cents for each in work.session.scalars(present.execution_options(populate_existing=True))}
    done = [cancel_booking(row_id, by=work.by, reason=reason, by_operator=by_operator) for row_id in before]
    _require_as_shown(done, before, expected_refund)
    return done


def _require_as_shown(done: Sequence[Booking], before: dict[int, int], expected: int | None) -> None:
    back: Counter[str] = Counter()
    for each in done:
        back[each.currency] += before[each.id] - each.cost_cents
    if expected is not None and expected != back.total():
        places = {each.currency: each.location for each in done}
        amount = " + ".join(money_said(cents, places[currency]) for currency, cents in back.items())
        raise Stale(_("%(amount)s come back now, not what you were shown. Look at it again.", amount=amount))
