"""Credits that are held for a purchase whose rest a card pays (U2, W4)."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import func, literal, select
from sqlalchemy.orm import Session

from app.models import Invoice, PaymentPart, Purchase, Reserve
from app.models.invoice import InvoiceKind
from app.models.ledger import ReserveState
from app.models.purchase import BOUGHT

CAUSE = literal(BOUGHT) + func.cast(Purchase.id, Reserve.cause.type)
OPEN = (Reserve.cause == CAUSE, Reserve.state == ReserveState.OPEN)


def to_charge(session: Session, invoice: Invoice) -> int:
    """What a card is to pay of an invoice: what is due, less the credits that are held for it."""
    if invoice.kind is not InvoiceKind.PURCHASE:
        return invoice.due_cents
    held = select(func.sum(Reserve.cents)).join(Purchase, OPEN[0]).where(Purchase.invoice_id == invoice.id, OPEN[1])
    return invoice.due_cents - int(session.scalar(held) or 0)


def held_purchases(session: Session, payment_id: int | None = None) -> Sequence[int]:
    """Purchases for which credits are held; those whose invoice a payment paid, or all."""
    query = select(Purchase.id).join(Reserve, OPEN[0]).where(OPEN[1]).distinct().order_by(Purchase.id)
    if payment_id is not None:
        query = query.join(PaymentPart, PaymentPart.invoice_id == Purchase.invoice_id).where(PaymentPart.payment_id == payment_id)
    return session.scalars(query).all()
