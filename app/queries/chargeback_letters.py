"""What the letter about a chargeback tells."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models import Delivery, Invoice, PaymentPart, Refund


@dataclass(frozen=True, slots=True)
class ChargebackTold:
    """`cents` of `currency` that the bank took on `taken_on`; `invoices` are the numbers of those that owe it again."""

    payment_id: int
    organisation: str
    cents: int
    currency: str
    taken_on: dt.date
    reference: str
    reason: str
    invoices: tuple[str, ...]


def chargeback_told(session: Session, delivery: Delivery) -> ChargebackTold:
    """As it was recorded."""
    row = session.get_one(Refund, delivery.refund_id)
    assert row.payment_id is not None, "a bank takes payments back"
    owed = (
        select(Invoice.number)
        .where(Invoice.id.in_(select(PaymentPart.invoice_id).where(PaymentPart.refund_id == row.id)))
        .order_by(Invoice.number)
    )
    return ChargebackTold(
        payment_id=row.payment_id,
        organisation=row.organisation.name,
        cents=row.amount_cents,
        currency=row.currency,
        taken_on=row.refunded_on,
        reference=row.reference,
        reason=row.reason,
        invoices=tuple(str(number) for number in session.scalars(owed)),
    )
