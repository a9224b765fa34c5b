"""Begin to charge a kept card for an invoice: the attempt is stored, and a job asks the vendor afterwards (I8)."""

from __future__ import annotations

from flask_babel import gettext as _
from sqlalchemy import select

from app.access.actor import Actor
from app.actions.payments.attempt import next_reference, open_charge, payable
from app.actions.payments.events import ChargeWanted
from app.core.errors import Refused
from app.models import PaymentAttempt, PaymentMethod
from app.queries.shop.held import to_charge
from app.rules.payfast import LEAST_CENTS, least_said
from app.work import Work, transaction


def begin_charge(invoice_id: int, *, method_id: int | None = None, is_auto: bool = False, by: Actor) -> PaymentAttempt:
    """All that is due, but for credits that are held for it, from that card or the default one. A second click, or a second worker, gets the attempt that is under way.

    Raises Refused for an invoice with nothing left to pay, and where there is no card that can be charged.
    """
    with transaction(by=by) as work:
        invoice = payable(work, invoice_id)
        present = open_charge(work, invoice_id)
        if present is not None:
            return present
        if to_charge(work.session, invoice) < LEAST_CENTS:
            raise Refused(_("Cards pay no less than %(least)s.", least=least_said()))
        method = _card(work, invoice.organisation_id, method_id)
        attempt = work.add(
            PaymentAttempt(
                organisation_id=invoice.organisation_id,
                location_id=invoice.location_id,
                invoice_id=invoice_id,
                method_id=method.id,
                reference=next_reference(work, invoice),
                amount_cents=to_charge(work.session, invoice),
                is_auto=is_auto,
                begun_by=by.name,
            )
        )
        work.emit(ChargeWanted(attempt.id), key=attempt.reference)
    return attempt


def _card(work: Work, organisation_id: int, method_id: int | None) -> PaymentMethod:
    wanted = PaymentMethod.is_default if method_id is None else PaymentMethod.id == method_id
    method = work.session.scalars(select(PaymentMethod).where(PaymentMethod.organisation_id == organisation_id, wanted)).one_or_none()
    if method is None:
        raise Refused(_("No card is kept to pay with: add one first."), field="method_id")
    if not method.can_be_charged:
        raise Refused(_("%(card)s can no longer be charged: choose another card.", card=method), field="method_id")
    return method
