"""What has to be true of the cards of a run after whatever happened to it: PayFast's own count against ours."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import Any

from sqlalchemy import select

from app.core.entity import db
from app.models import Payment, PaymentAttempt
from app.models.payment import PaymentMethodKind
from app.models.payment_attempt import AttemptState
from app.queries.verify.books import verify
from benchmarks.drills import card_house

TARGETS = {
    "charged_twice": "= 0",
    "not_charged": "= 0",
    "charged_and_not_paid": "= 0",
    "promises_broken": "= 0",
}


def charges(invoices: int, ask: Callable[..., Any]) -> dict[str, int]:
    """`invoices`: how many a card has to pay. A charge that is shown to a person as unknown, and that PayFast did not take, is neither charged nor lost."""
    db.session.rollback()
    there, taken = card_house.charged(ask), by_invoice(ask)
    paid = set(db.session.scalars(select(Payment.reference).where(Payment.kind == PaymentMethodKind.CARD)))
    unknown = set(db.session.scalars(select(PaymentAttempt.reference).where(PaymentAttempt.state == AttemptState.LOST))) - there.keys()
    figures = {
        "charged": len(taken),
        "charges_unknown": len(unknown),
        "charged_twice": sum(times > 1 for times in taken.values()),
        "not_charged": invoices - len(taken) - len(unknown),
        "charged_and_not_paid": len(there.keys() - paid),
        "promises_broken": sum(bool(outcome.violations) for outcome in verify(db.session()).values()),
    }
    db.session.rollback()
    return figures


def by_invoice(ask: Callable[..., Any]) -> Counter[str]:
    """How often PayFast took money for an invoice, by the reference of its attempts without their number."""
    found: Counter[str] = Counter()
    for reference, times in card_house.charged(ask).items():
        found[reference.rpartition("-")[0]] += times
    return found
