"""Apply held money to an open invoice of the same organisation and location."""

from __future__ import annotations

from flask_babel import gettext as _

from app.access.actor import Actor
from app.actions.deposits.record import check_day, check_held, opened, record
from app.actions.invoices.paid import pay
from app.core.errors import Refused
from app.core.money import plain
from app.models import DepositMovement, Invoice
from app.models.deposit import MovementKind
from app.queries.deposits import payable
from app.work import transaction


def apply_deposit(deposit_id: int, *, key: str, invoice_id: int, amount_cents: int | None = None, by: Actor) -> DepositMovement:
    """Dated today. Without an amount as much as is held and left to pay, but for what the invoice asks as a deposit itself."""
    with transaction(by=by) as work:
        deposit, done = opened(work, deposit_id, key)
        if done is not None:
            return done
        invoice = work.lock(Invoice, invoice_id)
        if (invoice.organisation_id, invoice.location_id) != (deposit.organisation_id, deposit.location_id):
            raise Refused(_("%(invoice)s is of another organisation or location.", invoice=invoice), field="invoice")
        left = payable(work.session, invoice)
        cents = check_held(deposit, min(deposit.held_cents, max(left, 0)) if amount_cents is None else amount_cents)
        if cents > left:
            raise Refused(_("%(invoice)s has %(left)s left to pay.", invoice=invoice, left=plain(left)), field="amount_cents")
        on = check_day(work, deposit, None)
        pay(work, invoice, cents, field="invoice")
        return record(work, deposit, MovementKind.APPLIED, -cents, key=key, on=on, invoice=invoice)
