"""Record that the money of a deposit came in: from then on it is held."""

from __future__ import annotations

import datetime as dt

from flask_babel import gettext as _

from app.access.actor import Actor
from app.actions.deposits.record import check_day, check_said, opened, record
from app.actions.invoices.paid import pay
from app.core.errors import Refused
from app.core.money import plain
from app.models import DepositMovement, Invoice
from app.models.deposit import MovementKind
from app.work import transaction


def receive_deposit(
    deposit_id: int, *, key: str, amount_cents: int | None = None, on: dt.date | None = None, reference: str = "", by: Actor
) -> DepositMovement:
    """Of its invoice so much less is left to pay. Without an amount all that is outstanding.

    Raises Refused for more than is outstanding or its invoice has left, and for one that no sent invoice asks for.
    """
    with transaction(by=by) as work:
        deposit, done = opened(work, deposit_id, key)
        if done is not None:
            return done
        if deposit.invoice_id is None or not deposit.outstanding_cents:
            raise Refused(_("Nothing of %(deposit)s is outstanding.", deposit=deposit))
        cents = deposit.outstanding_cents if amount_cents is None else amount_cents
        if cents <= 0:
            raise Refused(_("Say how much: an amount above 0."), field="amount_cents")
        if cents > deposit.outstanding_cents:
            raise Refused(
                _("%(left)s of %(deposit)s is outstanding.", deposit=deposit, left=plain(deposit.outstanding_cents)), field="amount_cents"
            )
        on = check_day(work, deposit, on)
        reference = check_said(reference, "reference")
        invoice = work.lock(Invoice, deposit.invoice_id)
        pay(work, invoice, cents, field="amount_cents")
        return record(work, deposit, MovementKind.RECEIVED, cents, key=key, on=on, reference=reference, invoice=invoice)
