"""Begin to pay an invoice by card: what the vendor will call it is stored before anybody goes there (I8)."""

from __future__ import annotations

from flask_babel import gettext as _
from sqlalchemy import select

from app.access.actor import Actor
from app.actions.payments.attempt import next_reference, open_charge, payable
from app.core import clock
from app.core.errors import Refused
from app.models import PaymentAttempt
from app.models.payment_attempt import AttemptState
from app.queries.shop.held import to_charge
from app.rules.checkout_looks import first_look
from app.rules.payfast import LEAST_CENTS, least_said
from app.work import transaction


def begin_payment(invoice_id: int, *, keeps_card: bool = False, by: Actor) -> PaymentAttempt:
    """All that is due at this moment, but for credits that are held for it, on the vendor's page. Who comes back for the same amount gets the same attempt, as long as it is the newest."""
    with transaction(by=by) as work:
        invoice = payable(work, invoice_id)
        if open_charge(work, invoice_id) is not None:
            raise Refused(_("A card is being charged for %(invoice)s at this moment; look again in a minute.", invoice=invoice))
        cents = to_charge(work.session, invoice)
        if cents <= 0:
            raise Refused(_("Credits pay what is left of %(invoice)s; look again in a minute.", invoice=invoice))
        if cents < LEAST_CENTS:
            raise Refused(_("Cards pay no less than %(least)s.", least=least_said()))
        mine = select(PaymentAttempt).where(PaymentAttempt.invoice_id == invoice_id).order_by(PaymentAttempt.id.desc()).limit(1)
        last = work.session.scalars(mine.execution_options(populate_existing=True)).one_or_none()
        wanted = (cents, keeps_card, None, AttemptState.OPEN)
        if last is not None and (last.amount_cents, last.keeps_card, last.method_id, last.state) == wanted:
            last.look_at, last.looks = first_look(clock.now()), 0
            return last
        return work.add(
            PaymentAttempt(
                organisation_id=invoice.organisation_id,
                location_id=invoice.location_id,
                invoice_id=invoice_id,
                reference=next_reference(work, invoice),
                amount_cents=cents,
                keeps_card=keeps_card,
                look_at=first_look(clock.now()),
                begun_by=by.name,
            )
        )
