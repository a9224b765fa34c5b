"""The vendor took the money of an attempt: it says so in its answer, in its account of what it took, or by a notice; whichever comes first counts."""

from __future__ import annotations

from app.access.actor import Actor
from app.actions.payments.attempt import held_attempt
from app.actions.payments.take import locked, take
from app.core import clock
from app.models import Location, Organisation, Payment, PaymentAttempt
from app.models.payment import PaymentMethodKind
from app.models.payment_attempt import AttemptState
from app.work import Work, transaction


def take_charge(attempt_id: int, number: str, *, by: Actor) -> None:
    """`number` is the vendor's of the payment. Safe to repeat."""
    with transaction(by=by) as work:
        attempt = held_attempt(work, attempt_id)
        if attempt.state is not AttemptState.TAKEN:
            take_money(work, attempt, number, attempt.amount_cents)


def take_money(work: Work, attempt: PaymentAttempt, number: str, cents: int, *, receipt_id: int | None = None) -> Payment:
    """The payment of the attempt, held by the caller, whose number was not heard of before."""
    if attempt.state is not AttemptState.TAKEN:
        PaymentAttempt.moves.move(attempt, "take")
        attempt.vendor_number, attempt.decided_at, attempt.decided_by = number, clock.now(), work.by.name
        attempt.reason, attempt.retry_on, attempt.for_good, attempt.look_at = "", None, False, None
    invoices = locked(work, [attempt.invoice_id] if attempt.invoice_id is not None else [])
    return take(
        work,
        work.get(Organisation, attempt.organisation_id),
        invoices,
        kind=PaymentMethodKind.CARD,
        currency=attempt.currency,
        cents=cents,
        on=clock.today(work.get(Location, attempt.location_id).zone),
        reference=attempt.reference,
        key=payment_key(number),
        receipt_id=receipt_id,
    )


def payment_key(number: str) -> str:
    return f"payfast:{number}"
