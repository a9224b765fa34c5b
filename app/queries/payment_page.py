"""What the page of a payment shows beside it: the parts that paid invoices, and what went back."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from app.models import PaymentPart, Refund


def payment_parts(session: Session, payment_id: int) -> Sequence[PaymentPart]:
    """In the order in which they were applied and taken back."""
    query = select(PaymentPart).options(joinedload(PaymentPart.invoice)).where(PaymentPart.payment_id == payment_id)
    return session.scalars(query.order_by(PaymentPart.id)).all()


def refunds_of(session: Session, *, payment_id: int | None = None, credit_note_id: int | None = None) -> Sequence[Refund]:
    """Newest first."""
    mine = Refund.payment_id == payment_id if payment_id is not None else Refund.credit_note_id == credit_note_id
    return session.scalars(select(Refund).where(mine).order_by(Refund.id.desc())).all()
