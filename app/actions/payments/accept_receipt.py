"""A notice that was checked takes effect, once: money is taken, a card is kept or let go (P2, I8)."""

from __future__ import annotations

from sqlalchemy import select

from app.access.actor import Actor
from app.access.sealing import CARD, marked, sealed
from app.actions.invoices.locked import hold_organisation
from app.actions.payments.take import locked, take
from app.core import clock
from app.models import Location, Organisation, PaymentAttempt, PaymentMethod, PaymentReceipt
from app.models.payment import PaymentMethodKind
from app.models.payment_receipt import ReceiptState
from app.work import Work, transaction

COMPLETE, CANCELLED = "COMPLETE", "CANCELLED"


def accept_receipt(receipt_id: int, attempt_id: int, *, payment_id: str, status: str, cents: int, token: str, by: Actor) -> None:
    """Safe to repeat; another receipt of the same number and status is a repetition. The attempt is locked first, so that two go one after the other."""
    with transaction(by=by) as work:
        seen = work.get(PaymentAttempt, attempt_id)
        hold_organisation(work, seen.organisation_id)
        attempt = work.lock(PaymentAttempt, attempt_id)
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


def _take(work: Work, attempt: PaymentAttempt, receipt: PaymentReceipt, cents: int) -> None:
    (invoice,) = locked(work, [attempt.invoice_id])
    zone = work.get(Location, attempt.location_id).zone
    take(
        work,
        work.get(Organisation, attempt.organisation_id),
        [invoice],
        kind=PaymentMethodKind.CARD,
        currency=invoice.currency,
        cents=cents,
        on=clock.today(zone),
        reference=attempt.reference,
        key=f"payfast:{receipt.payment_id}",
        receipt_id=receipt.id,
    )


def _keep_or_clear(work: Work, organisation_id: int, token: str, *, is_cancelled: bool) -> None:
    """One that was cancelled before it was ever told of is written down as such, or the notice that comes late would bring it to life."""
    mark = marked(token.encode(), CARD)
    method = work.session.scalars(select(PaymentMethod).where(PaymentMethod.token_mark == mark).with_for_update()).one_or_none()
    if method is None:
        kept = {"cancelled_at": clock.now()} if is_cancelled else {"sealed_token": sealed(token.encode(), CARD)}
        work.add(PaymentMethod(organisation_id=organisation_id, token_mark=mark, **kept))
    elif is_cancelled and method.cancelled_at is None:
        method.sealed_token, method.cancelled_at = None, clock.now()
