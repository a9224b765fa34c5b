"""An attempt under its locks, and what one may be begun on. Shared by everything that moves one."""

from __future__ import annotations

from flask_babel import gettext as _
from sqlalchemy import func, select

from app.access.actor import require
from app.access.permissions import Permission
from app.actions.invoices.locked import hold_organisation
from app.actions.invoices.paid import OPEN
from app.core.errors import Refused
from app.models import Invoice, PaymentAttempt
from app.models.payment_attempt import UNDECIDED
from app.queries.cards import cards_shut
from app.work import Work


def held_attempt(work: Work, attempt_id: int) -> PaymentAttempt:
    """Locked after its organisation, in the house's order; whoever pays an invoice of it comes afterwards."""
    hold_organisation(work, work.get(PaymentAttempt, attempt_id).organisation_id)
    return work.lock(PaymentAttempt, attempt_id)


def payable(work: Work, invoice_id: int) -> Invoice:
    """The invoice, locked after its organisation, so that no attempt of it moves meanwhile. Raises Refused unless a card can pay it, and Forbidden for
    staff who may not record payments.
    """
    hold_organisation(work, work.get(Invoice, invoice_id).organisation_id)
    invoice = work.lock(Invoice, invoice_id)
    if work.by.is_staff:  # of members, whoever may see the invoice may pay it
        require(work.by, Permission.PAYMENT_WRITE, invoice)
    if invoice.status not in OPEN or invoice.due_cents <= 0:
        raise Refused(_("%(invoice)s has nothing left to pay.", invoice=invoice))
    if why := cards_shut(invoice.organisation, invoice.currency, invoice.due_cents):
        raise Refused(_("%(why)s Please pay %(invoice)s another way.", why=why, invoice=invoice))
    return invoice


def open_charge(work: Work, invoice_id: int) -> PaymentAttempt | None:
    """The charge of a card for this invoice that is not decided; the database allows one."""
    query = select(PaymentAttempt).where(
        PaymentAttempt.invoice_id == invoice_id, PaymentAttempt.method_id.is_not(None), PaymentAttempt.state.in_(UNDECIDED)
    )
    return work.session.scalars(query).one_or_none()


def next_reference(work: Work, invoice: Invoice) -> str:
    """`inv-<number>-<n>`, while the invoice is locked (I8)."""
    begun = work.session.scalar(select(func.count(PaymentAttempt.id)).where(PaymentAttempt.invoice_id == invoice.id)) or 0
    return f"inv-{invoice.number}-{begun + 1}"
