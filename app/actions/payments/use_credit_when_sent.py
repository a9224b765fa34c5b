"""An invoice went out: what the customer has of credit there pays it first, before any card is asked; a setting of the house."""

from __future__ import annotations

from app.access.actor import Actor
from app.actions.invoices.locked import hold_organisation
from app.actions.invoices.paid import OPEN
from app.actions.payments.apply_credit import use_credit
from app.actions.payments.take import locked
from app.models import Invoice
from app.queries.credit import used_when_sent
from app.work import transaction


def use_credit_when_sent(invoice_id: int, *, by: Actor) -> None:
    """Safe to repeat: what is used is credit no more."""
    with transaction(by=by) as work:
        if not used_when_sent(work.session):
            return
        hold_organisation(work, work.get(Invoice, invoice_id).organisation_id)
        (invoice,) = locked(work, [invoice_id])
        if invoice.status in OPEN and invoice.due_cents > 0:
            use_credit(work, invoice, invoice.due_cents, key=f"credit:sent-{invoice_id}")
