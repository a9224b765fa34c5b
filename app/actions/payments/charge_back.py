"""The bank of a card took a payment back: what it paid is owed again, and that card is charged no more."""

from __future__ import annotations

import datetime as dt

from flask_babel import gettext as _
from sqlalchemy import or_, select

from app.access.actor import Actor, require
from app.access.permissions import Permission
from app.actions.deliveries.about_chargeback import want_chargeback_letters
from app.actions.deposits.record import record
from app.actions.fill import require_past
from app.actions.fulfilments.unpaid import take_out_bought
from app.actions.invoices.locked import hold_organisation
from app.actions.months.open import require_open_months
from app.actions.payments.events import PaymentRefunded
from app.actions.payments.part_back import part_back
from app.actions.payments.stop_card import stop_card
from app.actions.payments.take import locked
from app.core.clock import today
from app.core.errors import Refused
from app.core.month import Month
from app.models import Deposit, DepositMovement, Location, Organisation, Payment, PaymentAttempt, PaymentMethod, Refund
from app.models.deposit import PAID_WITH
from app.models.payment import PaymentMethodKind
from app.models.refund import RefundState, RefundWay
from app.queries.refund_to_ask import OPEN, VENDOR
from app.queries.refundable import Paid, paid_by
from app.work import Work, transaction


def charge_back_payment(payment_id: int, *, taken_on: dt.date | None = None, reference: str = "", reason: str = "", by: Actor) -> Refund:
    """All that is left of the payment is gone: its credit, what it paid of invoices, what deposits received of it, and its share of credits that
    these invoices brought (W10). A payment is taken back once; again answers with the first. Raises Refused for what came by no card, while a refund is on its way, and where a deposit was given back.
    """
    with transaction(by=by) as work:
        seen = work.get(Payment, payment_id)
        require(by, Permission.PAYMENT_WRITE, seen)
        hold_organisation(work, seen.organisation_id)
        key = f"chargeback:{payment_id}"
        done = work.session.scalars(select(Refund).where(Refund.key == key)).one_or_none()
        if done is not None:
            return done
        payment = work.lock(Payment, payment_id)
        cents = payment.amount_cents - payment.refunded_cents
        _check(work, payment, cents)
        if not reference.strip():
            raise Refused(_("Please fill this in."), field="reference")
        location = work.get(Location, payment.location_id)
        on = taken_on or today(location.zone)
        require_past(on, today(location.zone), "taken_on")
        require_open_months(work, [location.id, *(paid.invoice.location_id for paid in paid_by(work.session, payment))], Month.of(on))
        row = work.add(
            Refund(
                organisation_id=payment.organisation_id,
                location_id=payment.location_id,
                payment_id=payment.id,
                way=RefundWay.CHARGEBACK,
                state=RefundState.DONE,
                currency=payment.currency,
                amount_cents=cents,
                refunded_on=on,
                reference=" ".join(reference.split())[:200],
                reason=reason.strip()[:500] or _("Taken back by the card's bank"),
                recorded_by=by.name,
                key=key,
            )
        )
        back = paid_by(work.session, payment)
        for paid in back:
            _undo(work, payment, paid, row)
        take_out_bought(work, row.id, [(paid.invoice, paid.cents) for paid in back])
        payment.credit_cents, payment.refunded_cents = 0, payment.amount_cents
        _stop(work, payment, reference)
        want_chargeback_letters(work, row)
        work.emit(PaymentRefunded(row.id))
    return row


def _check(work: Work, payment: Payment, cents: int) -> None:
    if payment.kind is not PaymentMethodKind.CARD:
        raise Refused(_("Only a payment by card can be taken back by a bank."))
    if not cents:
        raise Refused(_("All of this payment went back already."))
    open_one = select(Refund.id).where(Refund.payment_id == payment.id, Refund.state.in_(OPEN))
    if work.session.scalar(open_one) is not None:
        raise Refused(_("A refund of this payment is still on its way: wait for its outcome."))


def _undo(work: Work, payment: Payment, paid: Paid, row: Refund) -> None:
    locked(work, [paid.invoice.id])
    came = DepositMovement.key.like(f"{PAID_WITH}{payment.id}-%")
    for movement in work.session.scalars(
        select(DepositMovement).where(DepositMovement.invoice_id == paid.invoice.id, came).order_by(DepositMovement.id)
    ).all():
        deposit = work.lock(Deposit, movement.deposit_id)
        if movement.cents > deposit.held_cents:
            raise Refused(
                _("Deposit %(deposit)s, which it paid, was given back, applied or kept since: take that back first.", deposit=deposit)
            )
        key = f"chargeback-{row.id}-{movement.id}"
        record(
            work,
            deposit,
            movement.kind,
            -movement.cents,
            key=key,
            on=row.refunded_on,
            reference=row.reference,
            reason=row.reason,
            invoice=paid.invoice,
            reverses=movement,
        )
    part_back(work, payment, paid.invoice, paid.cents, on=row.refunded_on, refund_id=row.id)


def _stop(work: Work, payment: Payment, reference: str) -> None:
    """The card of the payment; where it is not known which, nothing of the organisation is charged without asking any more."""
    known = or_(PaymentAttempt.vendor_number == payment.key.removeprefix(VENDOR), PaymentAttempt.reference == payment.reference)
    method_id = work.session.scalar(select(PaymentAttempt.method_id).where(known, PaymentAttempt.method_id.is_not(None)).limit(1))
    if method_id is None:
        work.lock(Organisation, payment.organisation_id).auto_pay = False
    else:
        stop_card(work, work.lock(PaymentMethod, method_id), _("Taken back by its bank (%(reference)s)", reference=reference.strip()))
