"""A refund that the card provider is asked for, as its job needs it."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models import Payment, Refund
from app.models.refund import RefundState, RefundWay


@dataclass(frozen=True)
class ToAsk:
    """`payment_id` is the vendor's number of the payment. `before_cents`: what it had given back of it before it was asked; None until then."""

    refund_id: int
    state: RefundState
    payment_id: str
    cents: int
    before_cents: int | None
    reason: str


VENDOR = "payfast:"  # how the key of a payment by card begins; the rest is the vendor's number of it
OPEN = (RefundState.WANTED, RefundState.ASKED, RefundState.UNKNOWN)


def refund_to_ask(session: Session, refund_id: int) -> ToAsk | None:
    """None for one that came to its end, and for one that no vendor is asked for."""
    found = session.execute(
        select(Refund, Payment.key)
        .join(Payment, Payment.id == Refund.payment_id)
        .where(Refund.id == refund_id, Refund.way == RefundWay.CARD, Refund.state.in_(OPEN))
    ).one_or_none()
    if found is None:
        return None
    row, key = found
    return ToAsk(row.id, row.state, key.removeprefix(VENDOR), row.amount_cents, row.before_cents, row.reason)
