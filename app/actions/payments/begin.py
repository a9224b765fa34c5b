"""Begin to pay an invoice by card: what the vendor will call it is stored before anybody goes there (I8)."""

from __future__ import annotations

from flask_babel import gettext as _
from sqlalchemy import func, select

from app.access.actor import Actor, require
from app.access.permissions import Permission
from app.actions.invoices.paid import OPEN
from app.core.errors import Refused
from app.models import Invoice, PaymentAttempt
from app.work import transaction


def begin_payment(invoice_id: int, *, keeps_card: bool = False, by: Actor) -> PaymentAttempt:
    """All that is due at this moment. Who comes back for the same amount gets the same attempt, as long as it is the newest."""
    with transaction(by=by) as work:
        invoice = work.lock(Invoice, invoice_id)
        if by.is_staff:  # of members, whoever may see the invoice may pay it
            require(by, Permission.PAYMENT_WRITE, invoice)
        if invoice.status not in OPEN or invoice.due_cents <= 0:
            raise Refused(_("%(invoice)s has nothing left to pay.", invoice=invoice))
        mine = select(PaymentAttempt).where(PaymentAttempt.invoice_id == invoice_id).order_by(PaymentAttempt.id.desc()).limit(1)
        last = work.session.scalars(mine).one_or_none()
        if last is not None and (last.amount_cents, last.keeps_card) == (invoice.due_cents, keeps_card):
            return last
        number = 1 + (work.session.scalar(select(func.count(PaymentAttempt.id)).where(PaymentAttempt.invoice_id == invoice_id)) or 0)
        return work.add(
            PaymentAttempt(
                organisation_id=invoice.organisation_id,
                location_id=invoice.location_id,
                invoice_id=invoice_id,
                reference=f"inv-{invoice.number}-{number}",
                amount_cents=invoice.due_cents,
                keeps_card=keeps_card,
            )
        )
