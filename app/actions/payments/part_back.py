"""Take back what a payment paid of an invoice. Shared by everything that does it."""

from __future__ import annotations

import datetime as dt

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
    gone = {part.reverses_id for part in parts}
    beyond = min(cents, max(0, -invoice.due_cents))
    take_back(invoice, cents)
    set_against(work, invoice, beyond)
    for part in parts:
        if cents and part.cents > 0 and part.id not in gone:
            paid = {"payment_id": payment.id, "invoice_id": invoice.id, "refund_id": refund_id}
            work.add(PaymentPart(cents=-part.cents, applied_on=on, reverses_id=part.id, **paid))
            if part.cents > cents:
                work.add(PaymentPart(cents=part.cents - cents, applied_on=on, **paid))
            cents -= min(cents, part.cents)
    if cents:
        raise ValueError("more is taken back than it paid")


def set_against(work: Work, invoice: Invoice, cents: int) -> None:
    """Credit notes of the invoice, whose credit was the customer's until now, count for the invoice itself."""
    notes = select(CreditNote).where(CreditNote.invoice_id == invoice.id).order_by(CreditNote.id).with_for_update()
    for note in work.session.scalars(notes).all():
        used = min(cents, note.credit_cents)
        note.applied_cents += used
        cents -= used
