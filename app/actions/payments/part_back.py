"""Take back what a payment paid of an invoice. Shared by everything that does it."""

from __future__ import annotations

import datetime as dt
from collections import Counter

from sqlalchemy import select

from app.actions.invoices.paid import take_back
from app.models import CreditNote, Invoice, Payment, PaymentPart
from app.work import Work


def part_back(work: Work, payment: Payment, invoice: Invoice, cents: int, *, on: dt.date, refund_id: int | None = None) -> None:
    """The locked invoice owes so much again, except what was credited beyond what it owed: there the credit notes take the place of the money.

    The newest parts go first, since one may have been paid in several.
    """
    work.session.flush()  # parts of this very transaction are asked for below
    parts = work.session.scalars(
        select(PaymentPart).where(PaymentPart.payment_id == payment.id, PaymentPart.invoice_id == invoice.id).order_by(PaymentPart.id.desc())
    ).all()
    back: Counter[int | None] = Counter()
    for part in parts:
        back[part.reverses_id] += part.cents
    beyond = min(cents, max(0, -invoice.due_cents))
    take_back(invoice, cents)
    set_against(work, invoice, beyond)
    for part in parts:
        left = min(cents, part.cents + back[part.id]) if part.reverses_id is None else 0
        if left > 0:
            work.add(PaymentPart(payment_id=payment.id, invoice_id=invoice.id, cents=-left, applied_on=on, reverses_id=part.id, refund_id=refund_id))
            cents -= left
    if cents:
        raise ValueError("more is taken back than it paid")


def set_against(work: Work, invoice: Invoice, cents: int) -> None:
    """Credit notes of the invoice, whose credit was the customer's until now, count for the invoice itself."""
    notes = select(CreditNote).where(CreditNote.invoice_id == invoice.id).order_by(CreditNote.id).with_for_update()
    for note in work.session.scalars(notes).all():
        used = min(cents, note.credit_cents)
        note.applied_cents += used
        cents -= used
