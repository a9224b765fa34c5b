"""What a payment paid of an invoice becomes credit again: it was put onto the wrong one."""

from __future__ import annotations

from flask_babel import gettext as _

from app.access.actor import Actor, require
from app.access.permissions import Permission
from app.actions.invoices.locked import hold_organisation
from app.actions.months.open import require_open_months
from app.actions.payments.apply_credit import CreditApplied
from app.actions.payments.part_back import part_back
from app.actions.payments.take import locked
from app.core.clock import today
from app.core.errors import Refused
from app.core.money import plain
from app.core.month import Month
from app.models import Payment
from app.queries.refundable import paid_by
from app.work import transaction


def release_payment(payment_id: int, *, invoice_id: int, amount_cents: int | None = None, by: Actor) -> Payment:
    """Without an amount all of it but for deposits; the invoice owes so much again. Raises Refused for more than the payment pays of it."""
    with transaction(by=by) as work:
        seen = work.get(Payment, payment_id)
        require(by, Permission.PAYMENT_WRITE, seen)
        hold_organisation(work, seen.organisation_id)
        payment = work.lock(Payment, payment_id)
        locked(work, [invoice_id])
        paid = next((each for each in paid_by(work.session, payment) if each.invoice.id == invoice_id), None)
        if paid is None or not paid.free:
            raise Refused(_("This payment did not pay that invoice."), field="invoice_id")
        cents = paid.free if amount_cents is None else amount_cents
        if not 0 < cents <= paid.free:
            raise Refused(
                _("It pays %(left)s of %(invoice)s that can be used otherwise.", left=plain(paid.free), invoice=paid.invoice),
                field="amount_cents",
            )
        on = today(payment.location.zone)
        require_open_months(work, [payment.location_id, paid.invoice.location_id], Month.of(on))
        part_back(work, payment, paid.invoice, cents, on=on)
        payment.credit_cents += cents
        work.emit(CreditApplied(payment.id))
    return payment
