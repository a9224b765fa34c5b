"""A notice that was checked takes effect, once: money is taken, a card is kept or let go (P2, I8)."""

from __future__ import annotations

from flask_babel import gettext as _
from sqlalchemy import select

from app.access.actor import Actor
from app.access.sealing import CARD, known_marks, sealed
from app.actions.payments.attempt import held_attempt
from app.actions.payments.decline_charge import decline_charge
from app.actions.payments.take_charge import payment_key, take_money
from app.core import clock
from app.models import Payment, PaymentAttempt, PaymentMethod, PaymentReceipt
from app.models.payment_receipt import ReceiptState
from app.work import Work, transaction

COMPLETE, CANCELLED, FAILED = "COMPLETE", "CANCELLED", "FAILED"


def accept_receipt(receipt_id: int, attempt_id: int, *, payment_id: str, status: str, cents: int, token: str, by: Actor) -> None:
    """Safe to repeat; another receipt of the same number and status is a repetition. The attempt is locked first, so that two go one after the other."""
    with transaction(by=by) as work:
        attempt = held_attempt(work, attempt_id)
        receipt = work.lock(PaymentReceipt, receipt_id)
        if receipt.state is not ReceiptState.KEPT:
            return
        receipt.payment_id, receipt.payment_status, receipt.gross_cents = payment_id, status, cents
        if token and status == CANCELLED:  # as often as it is told: two cards may end under one number
            _keep_or_clear(work, attempt.organisation_id, token, is_cancelled=True)
        told = select(PaymentReceipt.id).where(
            PaymentReceipt.state == ReceiptState.ACCEPTED, PaymentReceipt.payment_id == payment_id, PaymentReceipt.payment_status == status
        )
        if work.session.scalar(told) is not None:
            PaymentReceipt.moves.move(receipt, "repeat")
            return
        PaymentReceipt.moves.move(receipt, "accept")
        if status == COMPLETE:
            _take(work, attempt, receipt, cents)
            if token and attempt.keeps_card:
                _keep_or_clear(work, attempt.organisation_id, token, is_cancelled=False)
        elif status == FAILED and attempt.method_id is not None:
            decline_charge(attempt_id, _("PayFast says that the card was not charged."), by=by)


def _take(work: Work, attempt: PaymentAttempt, receipt: PaymentReceipt, cents: int) -> None:
    """Money that was heard of before, in the vendor's answer or its account, is the same money."""
    number = str(receipt.payment_id)
    known = work.session.scalars(select(Payment).where(Payment.key == payment_key(number)).with_for_update()).one_or_none()
    if known is not None:
        known.receipt_id = receipt.id
    elif cents:
        take_money(work, attempt, number, cents, receipt_id=receipt.id)
    elif PaymentAttempt.moves.may(attempt, "take"):  # a card that was kept for nothing
        PaymentAttempt.moves.move(attempt, "take")
        attempt.vendor_number, attempt.decided_at, attempt.look_at = number, clock.now(), None


def _keep_or_clear(work: Work, organisation_id: int, token: str, *, is_cancelled: bool) -> None:
    """One that was cancelled before it was ever told of is written down as such, or the notice that comes late would bring it to life."""
    known = known_marks(token.encode(), CARD)
    method = work.session.scalars(select(PaymentMethod).where(PaymentMethod.token_mark.in_(known)).with_for_update()).one_or_none()
    if method is None:
        kept = {"cancelled_at": clock.now()} if is_cancelled else {"sealed_token": sealed(token.encode(), CARD)}
        has_default = work.session.scalar(
            select(PaymentMethod.id).where(PaymentMethod.organisation_id == organisation_id, PaymentMethod.is_default)
        )
        work.add(
            PaymentMethod(organisation_id=organisation_id, token_mark=known[0], is_default=not is_cancelled and not has_default, **kept)
        )
    elif is_cancelled and method.cancelled_at is None:
        method.sealed_token, method.cancelled_at, method.is_default = None, clock.now(), False
