"""Begin to charge a kept card for an invoice: the attempt is stored, and a job asks the vendor afterwards (I8)."""

from __future__ import annotations

from flask_babel import gettext as _
from sqlalchemy import select

from app.access.actor import Actor
from app.actions.payments.attempt import next_reference, open_charge, payable
from app.actions.payments.events import ChargeWanted, ChargeWantedAgain
from app.core.errors import Refused
from app.models import PaymentAttempt, PaymentMethod
from app.models.charge_jobs import in_hand
from app.models.payment_attempt import AttemptState
from app.queries.shop.held import to_charge
from app.rules.payfast import LEAST_CENTS, least_said
from app.work import Work, transaction


def begin_charge(invoice_id: int, *, method_id: int | None = None, is_auto: bool = False, by: Actor) -> PaymentAttempt:
    """All that is due, but for credits that are held for it, from that card or the default one. A second click, or a second worker, gets the attempt that is under way;
    one that waits and that no job asks for any more is asked for anew.

    Raises Refused for an invoice with nothing left to pay, and where there is no card that can be charged.
    """
    with transaction(by=by) as work:
        invoice = payable(work, invoice_id)
        present = open_charge(work, invoice_id)
        if present is not None:
            _bring_again(work, present, method_id)
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


def _bring_again(work: Work, present: PaymentAttempt, method_id: int | None) -> None:
    """Its job was given up, or ended before a slower one said that the vendor was not reached. To ask needs the attempt open and held, and it is open again only
    by who asked and knows that nothing came of it; so one job more cannot charge twice."""
    attempt = work.lock(PaymentAttempt, present.id)
    if attempt.state is AttemptState.OPEN and not work.session.scalar(select(in_hand(attempt.id))):
        attempt.method_id = _card(work, attempt.organisation_id, method_id).id
        work.emit(ChargeWantedAgain(attempt.id))  # no key: who asks for another sees this one, because the organisation is held


def _card(work: Work, organisation_id: int, method_id: int | None) -> PaymentMethod:
    wanted = PaymentMethod.is_default if method_id is None else PaymentMethod.id == method_id
    method = work.session.scalars(select(PaymentMethod).where(PaymentMethod.organisation_id == organisation_id, wanted)).one_or_none()
    if method is None:
        raise Refused(_("No card is kept to pay with: add one first."), field="method_id")
    if not method.can_be_charged:
        raise Refused(_("%(card)s can no longer be charged: choose another card.", card=method), field="method_id")
    return method
