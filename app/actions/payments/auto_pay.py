"""An invoice went out to an organisation that pays by card automatically: its default card is charged (I8)."""

from __future__ import annotations

from sqlalchemy import select

from app.access.actor import Actor
from app.actions.invoices.locked import hold_organisation
from app.actions.invoices.paid import OPEN
from app.actions.payments.begin_charge import begin_charge
from app.models import Invoice, PaymentAttempt
from app.queries.cards import cards_shut, pays_by_itself
from app.work import Work, transaction


def auto_pay(invoice_id: int, *, by: Actor) -> PaymentAttempt | None:
    """None where there is nothing to charge, or nothing to charge it to. An invoice that a card was asked for automatically is not begun again."""
    with transaction(by=by) as work:
        invoice = work.get(Invoice, invoice_id)
        hold_organisation(work, invoice.organisation_id)
        tried = select(PaymentAttempt.id).where(PaymentAttempt.invoice_id == invoice_id, PaymentAttempt.is_auto).limit(1)
        if work.session.scalar(tried) is not None:
            return None
        return begin_charge(invoice_id, is_auto=True, by=by) if may_charge(work, invoice_id) else None


def may_charge(work: Work, invoice_id: int) -> bool:
    """Whether something is due that the organisation, which is held, pays by its default card without being asked."""
    invoice = work.lock(Invoice, invoice_id)
    owes = invoice.status in OPEN and not cards_shut(invoice.organisation, invoice.currency, invoice.due_cents)
    return owes and bool(work.session.scalar(select(pays_by_itself(invoice.organisation_id))))
