"""Record that held money went back to the customer."""

from __future__ import annotations

import datetime as dt

from flask_babel import gettext as _

from app.access.actor import Actor
from app.actions.deposits.record import check_day, check_held, check_said, opened, record
from app.core.clock import today
from app.core.errors import Refused
from app.models import DepositMovement
from app.models.deposit import MovementKind
from app.queries.deposits import has_ended
from app.work import transaction


def refund_deposit(
    deposit_id: int,
    *,
    key: str,
    amount_cents: int | None = None,
    on: dt.date | None = None,
    reference: str = "",
    reason: str = "",
    by: Actor,
) -> DepositMovement:
    """Without an amount all that is held. Before its license has ended it is a decision, and needs a reason."""
    with transaction(by=by) as work:
        deposit, done = opened(work, deposit_id, key)
        if done is not None:
            return done
        cents = check_held(deposit, deposit.held_cents if amount_cents is None else amount_cents)
        on = check_day(work, deposit, on)
        reference = check_said(reference, "reference")
        if not reason.strip() and not has_ended(work.session, deposit, today(deposit.location.zone)):
            raise Refused(_("Its license still runs: say why it is given back now."), field="reason")
        return record(work, deposit, MovementKind.REFUNDED, -cents, key=key, on=on, reference=reference, reason=reason)
