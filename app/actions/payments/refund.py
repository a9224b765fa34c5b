"""Give money back: out of a payment's credit, out of what it paid of an invoice, or out of a credit note."""

from __future__ import annotations

import datetime as dt

from flask_babel import gettext as _
from sqlalchemy import select

from app.access.actor import Actor, require
from app.access.permissions import Permission
from app.actions import said
from app.actions.fill import require_past
from app.actions.invoices.locked import hold_organisation
from app.actions.months.open import require_open_months
from app.actions.payments.events import PaymentRefunded, RefundWanted
from app.actions.payments.part_back import part_back
from app.actions.payments.take import locked
from app.core.clock import today
from app.core.errors import Refused
from app.core.money import plain
from app.core.month import Month
from app.models import CreditNote, Location, Payment, Refund
from app.models.payment import PaymentMethodKind
from app.models.refund import RefundState, RefundWay
from app.queries.refundable import by_card_left, paid_by, payment_behind
from app.work import Work, transaction


def refund_payment(
    payment_id: int | None = None,
    *,
    key: str = "",
    amount_cents: int | None = None,
    way: str = RefundWay.EFT.value,
    invoice_id: int | None = None,
    credit_note_id: int | None = None,
    refunded_on: dt.date | None = None,
    reference: str = "",
    reason: str = "",
    by: Actor,
) -> Refund:
    """Cents of the payment's currency. With an invoice, what the payment paid of it goes back, and the invoice owes so much again; without, the
    payment's credit has so much less. A credit note of its own (P12) is refunded by EFT.

    By EFT staff has sent it at the bank already; by card the vendor is asked by a job, and what it does not do is undone. `key` names the saying
    of it: the same again answers with the first. Raises Refused at the field that is wrong.
    """
    with transaction(by=by) as work:
        require(by, Permission.PAYMENT_WRITE)
        payment = work.get(Payment, payment_id) if payment_id is not None else None
        note = work.get(CreditNote, credit_note_id) if credit_note_id is not None else None
        source = note or payment
        if source is None or (note and payment):
            raise Refused(_("Say what is refunded: a payment or a credit note."), field="payment_id")
        require(by, Permission.PAYMENT_WRITE, source)
        if not key.strip():
            raise Refused(_("A refund needs a key of its own."), field="key")
        hold_organisation(work, source.organisation_id)
        key = f"refund:{key.strip()[:100]}"
        done = work.session.scalars(select(Refund).where(Refund.key == key)).one_or_none()
        if done is not None:
            if (done.payment_id, done.credit_note_id) != (payment_id, credit_note_id):
                raise Refused(_("This was recorded for another payment. Open the form again."), field="key")
            return done
        how, cents = _said(payment, way, amount_cents, reference, reason)
        location = work.get(Location, source.location_id)
        on = refunded_on if how is RefundWay.EFT and refunded_on else today(location.zone)
        require_past(on, today(location.zone), "refunded_on")
        reopened = (
            [each.invoice.location_id for each in paid_by(work.session, payment) if each.invoice.id == invoice_id]
            if payment is not None
            else []
        )
        require_open_months(work, [location.id, *reopened], Month.of(on))
        row = Refund(
            organisation_id=source.organisation_id,
            location_id=source.location_id,
            payment_id=payment_id,
            credit_note_id=credit_note_id,
            way=how,
            state=RefundState.DONE if how is RefundWay.EFT else RefundState.WANTED,
            currency=source.currency,
            amount_cents=cents,
            refunded_on=on,
            reference=" ".join(reference.split())[:200],
            reason=reason.strip()[:500],
            recorded_by=by.name,
            key=key,
        )
        if payment is not None and how is RefundWay.CARD:
            _require_card(work, payment, cents)
        if note is not None:
            _from_note(work, work.lock(CreditNote, note.id), row)
        elif payment is not None:
            _from_payment(work, payment, row, invoice_id)
        work.emit(PaymentRefunded(row.id) if row.state is RefundState.DONE else RefundWanted(row.id))
    return row


def _said(payment: Payment | None, way: str, cents: int | None, reference: str, reason: str) -> tuple[RefundWay, int]:
    """The way and the cents. Raises Refused for what cannot be."""
    if way not in (RefundWay.EFT.value, RefundWay.CARD.value):
        raise Refused(_("Choose how it goes back: by EFT or to the card."), field="way")
    how = RefundWay(way)
    if payment is None and how is RefundWay.CARD:
        raise Refused(_("This did not come from a card: send it at the bank and record the EFT."), field="way")
    if payment is not None and payment.kind is PaymentMethodKind.WALLET:
        raise Refused(_("No money came in with this payment, so none goes back."))
    if cents is None or cents <= 0:
        raise Refused(_("Say how much: an amount above 0."), field="amount_cents")
    if how is RefundWay.EFT and not reference.strip():
        raise Refused(_("Please fill this in."), field="reference")
    if not reason.strip():
        raise Refused(_("Please fill this in."), field="reason")
    return how, cents


def _require_card(work: Work, payment: Payment, cents: int) -> None:
    if payment.kind is not PaymentMethodKind.CARD:
        raise Refused(_("This did not come from a card: send it at the bank and record the EFT."), field="way")
    left = by_card_left(work.session, payment)
    if cents > left:
        raise Refused(_("%(left)s of this payment can still go back to the card.", left=plain(left)), field="amount_cents")
    open_one = select(Refund.id).where(
        Refund.payment_id == payment.id, Refund.state.in_((RefundState.WANTED, RefundState.ASKED, RefundState.UNKNOWN))
    )
    if work.session.scalar(open_one) is not None:
        raise Refused(_("Another refund of this payment is still on its way: wait for its outcome."))


def _from_note(work: Work, note: CreditNote, row: Refund) -> None:
    behind = payment_behind(work.session, note)
    if behind is not None:
        raise Refused(
            _(
                "The money of %(note)s came with the payment of %(day)s: refund it there, out of %(invoice)s.",
                note=note,
                day=said.day(behind.received_on),
                invoice=note.invoice,
            )
        )
    if row.amount_cents > note.credit_cents:
        raise Refused(_("%(note)s has %(left)s of credit left.", note=note, left=plain(note.credit_cents)), field="amount_cents")
    note.spent_cents += row.amount_cents
    work.add(row)


def _from_payment(work: Work, payment: Payment, row: Refund, invoice_id: int | None) -> None:
    payment = work.lock(Payment, payment.id)
    if invoice_id is None:
        if row.amount_cents > payment.credit_cents:
            raise Refused(_("Of this payment %(left)s is credit.", left=plain(payment.credit_cents)), field="amount_cents")
        payment.credit_cents -= row.amount_cents
        payment.refunded_cents += row.amount_cents
        work.add(row)
        return
    locked(work, [invoice_id])
    paid = next((each for each in paid_by(work.session, payment) if each.invoice.id == invoice_id), None)
    if paid is None:
        raise Refused(_("This payment did not pay that invoice."), field="invoice_id")
    if row.amount_cents > paid.free:
        raise Refused(
            _(
                "Of what it paid of %(invoice)s, %(left)s can be refunded here; a deposit is given back on its own page.",
                invoice=paid.invoice,
                left=plain(paid.free),
            ),
            field="amount_cents",
        )
    work.add(row)
    payment.refunded_cents += row.amount_cents
    part_back(work, payment, paid.invoice, row.amount_cents, on=row.refunded_on, refund_id=row.id)
