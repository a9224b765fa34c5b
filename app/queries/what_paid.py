"""What pays an invoice now: payments, credit notes and deposits, each with its day and what of it was not taken back."""

from __future__ import annotations

import datetime as dt
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from app.models import Adhoc, CreditNote, CreditNotePart, Deposit, DepositMovement, Invoice, InvoiceLine, Payment, PaymentPart
from app.models.invoice import InvoiceStatus
from app.queries.debtors.open_items import moved_by_deposits, paid_by_deposit
from app.queries.deposits import kept_still


class Share(NamedTuple):
    """`cents` of the invoice, since the day `on`."""

    on: dt.date
    source: Payment | CreditNote | Deposit
    cents: int


def what_paid(session: Session, invoice: Invoice) -> list[Share]:
    """In the order of their days. Together they are all that the invoice does not owe any more."""
    if invoice.status is InvoiceStatus.VOID:
        return []
    found = [
        *_summed(
            session,
            Payment,
            PaymentPart,
            PaymentPart.payment_id == Payment.id,
            PaymentPart.applied_on,
            PaymentPart.cents,
            PaymentPart.invoice_id == invoice.id,
        ),
        *_summed(
            session,
            CreditNote,
            CreditNotePart,
            CreditNotePart.credit_note_id == CreditNote.id,
            CreditNotePart.applied_on,
            CreditNotePart.cents,
            CreditNotePart.invoice_id == invoice.id,
        ),
        *_corrections(session, invoice),
        *_summed(
            session,
            Deposit,
            DepositMovement,
            DepositMovement.deposit_id == Deposit.id,
            DepositMovement.date,
            paid_by_deposit(),
            DepositMovement.invoice_id == invoice.id,
            *moved_by_deposits(),
        ),
        *_kept(session, invoice),
    ]
    return sorted(found, key=lambda each: each.on)


def _summed(
    session: Session, source: Any, part: Any, joined: ColumnElement[bool], on: Any, cents: Any, *of: ColumnElement[bool]
) -> list[Share]:
    """What was taken back is no share any more."""
    query = select(source, func.min(on), func.sum(cents)).join(part, joined).where(*of).group_by(source.id).having(func.sum(cents) > 0)
    return [Share(day, row, int(paid)) for row, day, paid in session.execute(query.order_by(func.min(part.id)))]


def _corrections(session: Session, invoice: Invoice) -> list[Share]:
    """Notes of this invoice, with what they took off it as they were made; the rest of them is credit of their own."""
    query = select(CreditNote).where(CreditNote.invoice_id == invoice.id, CreditNote.applied_cents > 0).order_by(CreditNote.id)
    return [Share(note.issued_on, note, note.applied_cents) for note in session.scalars(query)]


def _kept(session: Session, invoice: Invoice) -> list[Share]:
    """Parts of deposits that were kept for charges which it bills: they paid these from the start."""
    query = (
        select(DepositMovement.id, Deposit)
        .join(Deposit, Deposit.id == DepositMovement.deposit_id)
        .join(Adhoc, Adhoc.kept_from_id == DepositMovement.id)
        .join(InvoiceLine, InvoiceLine.adhoc_id == Adhoc.id)
        .where(InvoiceLine.invoice_id == invoice.id)
        .order_by(DepositMovement.id)
    )
    return [
        Share(invoice.issued_on, deposit, cents)
        for movement_id, deposit in session.execute(query)
        if (cents := kept_still(session, movement_id)) > 0
    ]
