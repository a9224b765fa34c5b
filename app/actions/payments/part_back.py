"""Take back what paid an invoice: a payment, a credit note, or a deposit. Shared by everything that does it."""

from __future__ import annotations

import datetime as dt

from flask_babel import gettext as _
from sqlalchemy import select

from app.actions.invoices.paid import take_back
from app.core.errors import Refused
from app.core.money import plain
from app.models import CreditNote, Invoice, Payment, PaymentPart
from app.work import Work


def part_back(work: Work, payment: Payment, invoice: Invoice, cents: int, *, on: dt.date, refund_id: int | None = None) -> None:
    """The newest parts go first, since one may have been paid in several."""
    work.session.flush()  # parts of this very transaction are asked for below
    parts = work.session.scalars(
        select(PaymentPart)
        .where(PaymentPart.payment_id == payment.id, PaymentPart.invoice_id == invoice.id)
        .order_by(PaymentPart.id.desc())
    ).all()
    gone = {part.reverses_id for part in parts}
    owe_again(work, invoice, cents)
    for part in parts:
        if cents and part.cents > 0 and part.id not in gone:
            paid = {"payment_id": payment.id, "invoice_id": invoice.id, "refund_id": refund_id}
            work.add(PaymentPart(cents=-part.cents, applied_on=on, reverses_id=part.id, **paid))
            if part.cents > cents:
                work.add(PaymentPart(cents=part.cents - cents, applied_on=on, **paid))
            cents -= min(cents, part.cents)
    if cents:
        raise ValueError("more is taken back than it paid")


def owe_again(work: Work, invoice: Invoice, cents: int) -> list[int]:
    """The locked invoice owes so much again, except what was credited beyond what it owed: there its credit notes, whose credit was the customer's until
    now, take the place of the money. The numbers of these notes. Raises Refused where that credit was given away since: the money is not there twice.
    """
    beyond = min(cents, max(0, -invoice.due_cents))
    notes = select(CreditNote).where(CreditNote.invoice_id == invoice.id).order_by(CreditNote.id)
    found = work.session.scalars(notes.with_for_update().execution_options(populate_existing=True)).all() if beyond else ()
    short = beyond - sum(note.credit_cents for note in found)
    if short > 0:
        raise Refused(
            _(
                "%(spent)s of what was credited of %(invoice)s was refunded or used since: as much of what paid it stays.",
                spent=plain(short),
                invoice=invoice,
            )
        )
    take_back(invoice, cents)
    told = []
    for note in found:
        used = min(beyond, note.credit_cents)
        if used:
            note.applied_cents += used
            told.append(note.id)
        beyond -= used
    return told
