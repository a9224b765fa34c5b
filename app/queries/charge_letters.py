"""What a letter about a declined card tells."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy.orm import Session

from app.models import Delivery, PaymentAttempt


@dataclass(frozen=True, slots=True)
class ChargeTold:
    """`cents` of `currency` that were asked for; `again_on` is empty when nobody tries again."""

    invoice_id: int
    number: str
    cents: int
    currency: str
    card: str
    reason: str
    for_good: bool
    again_on: dt.date | None

    @property
    def path(self) -> str:
        """Where somebody does something about it."""
        return "/my/cards/" if self.for_good else f"/my/invoices/{self.invoice_id}/pay"


def charge_told(session: Session, delivery: Delivery) -> ChargeTold:
    """As it is now: a letter that waited does not announce a day that has passed."""
    attempt = session.get_one(PaymentAttempt, delivery.attempt_id)
    invoice, method = attempt.invoice, attempt.method
    assert invoice is not None and method is not None, "only a charge is declined"
    return ChargeTold(
        invoice_id=invoice.id,
        number=invoice.number or "",
        cents=attempt.amount_cents,
        currency=invoice.currency,
        card=str(method),
        reason=attempt.reason,
        for_good=attempt.for_good,
        again_on=attempt.retry_on,
    )
