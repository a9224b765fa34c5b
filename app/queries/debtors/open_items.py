"""What is open of an account at the end of a day: invoices with something left, debts brought in, and credit that nothing has used."""

from __future__ import annotations

import datetime as dt
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, case, false, func, null, select, true, union_all
from sqlalchemy.orm import Session

from app.access.actor import Actor
from app.access.scope import visible
from app.models import CreditNote, CreditNotePart, DepositMovement, Invoice, OpeningBalance, Organisation, Payment, PaymentPart, Refund
from app.models.deposit import PAID_WITH, MovementKind
from app.models.invoice import InvoiceStatus
from app.models.refund import RefundState

NOT_ON_ACCOUNT = (InvoiceStatus.DRAFT, InvoiceStatus.LOCKED, InvoiceStatus.VOID)


class OpenItem(NamedTuple):
    """Cents of `currency`, below zero for credit. `invoice_id` is None for what is no invoice; `name` is a number or a reference."""

    organisation_id: int
    location_id: int
    currency: str
    due_on: dt.date
    cents: int
    invoice_id: int | None
    name: str


def open_items(session: Session, day: dt.date, *, by: Actor, organisation_id: int | None = None, location_id: int | None = None) -> list[OpenItem]:
    """As of the end of that day, for a past one with what happened since undone. An opening balance lies at the organisation's home."""
    found: list[OpenItem] = []
    sources = (
        (_invoices(day), Invoice), (_paid_beyond(day), Invoice), (_payments(day), Payment), (_credit_notes(day), CreditNote), (_opening(day, by), OpeningBalance),
    )  # fmt: skip
    for query, model in sources:
        query = query if model is OpeningBalance else query.where(_seen(by, model))
        of: Any = Organisation if model is OpeningBalance else model
        if organisation_id is not None:
            query = query.where((Organisation.id if model is OpeningBalance else of.organisation_id) == organisation_id)
        if location_id is not None:
            query = query.where(of.location_id == location_id)
        found += [OpenItem(*row[:4], int(row[4]), *row[5:]) for row in session.execute(query)]
    return found


def on_account(day: dt.date) -> tuple[ColumnElement[bool], ...]:
    """Invoices that count on a customer's account by then: what was sent, and not made void."""
    return Invoice.status.not_in(NOT_ON_ACCOUNT), Invoice.issued_on <= day


def moved_by_deposits() -> tuple[ColumnElement[bool], ...]:
    """Movements of deposits that paid an invoice, or took that back, and did not come with a payment."""
    paying = DepositMovement.kind.in_((MovementKind.RECEIVED, MovementKind.APPLIED))
    return DepositMovement.invoice_id.is_not(None), paying, ~DepositMovement.key.startswith(PAID_WITH)


def paid_by_deposit() -> ColumnElement[int]:
    """Cents that such a movement paid: money received adds to what is held, money applied leaves it."""
    return case((DepositMovement.kind == MovementKind.RECEIVED, DepositMovement.cents), else_=-DepositMovement.cents)


def _seen(by: Actor, model: Any) -> ColumnElement[bool]:
    """Staff see what lies where they work; whoever sees the invoices of an organisation, its whole account."""
    if by.is_staff:
        criterion = visible(by, model)
        return true() if criterion is None else criterion
    return model.organisation_id == by.organisation_id if by.sees_invoices else false()


def _settled_after(day: dt.date) -> Any:
    """What was paid or credited of each invoice after that day."""
    parts = select(PaymentPart.invoice_id, PaymentPart.cents).where(PaymentPart.applied_on > day)
    credits = select(CreditNotePart.invoice_id, CreditNotePart.cents).where(CreditNotePart.applied_on > day)
    notes = select(CreditNote.invoice_id, CreditNote.total_cents).where(CreditNote.invoice_id.is_not(None), CreditNote.issued_on > day)
    deposits = select(DepositMovement.invoice_id, paid_by_deposit()).where(*moved_by_deposits(), DepositMovement.date > day)
    rows = union_all(parts, credits, notes, deposits).subquery()
    return select(rows.c[0].label("invoice_id"), func.sum(rows.c[1]).label("cents")).group_by(rows.c[0]).subquery()


def _left(after: Any) -> ColumnElement[int]:
    return Invoice.total_cents - Invoice.credited_cents - Invoice.paid_cents + func.coalesce(after.c.cents, 0)


def _invoices(day: dt.date) -> Select[Any]:
    after = _settled_after(day)
    return (
        select(Invoice.organisation_id, Invoice.location_id, Invoice.currency, Invoice.due_on, _left(after), Invoice.id, Invoice.number)
        .outerjoin(after, after.c.invoice_id == Invoice.id)
        .where(*on_account(day), _left(after) > 0)
    )


def _paid_beyond(day: dt.date) -> Select[Any]:
    """What was paid and credited of an invoice beyond its total, less what its credit notes gave elsewhere: the customer's credit."""
    after, spent = _settled_after(day), _spent(day, of_invoices=True)
    beyond = _left(after) + func.coalesce(spent.c.cents, 0)
    return (
        select(Invoice.organisation_id, Invoice.location_id, Invoice.currency, Invoice.issued_on, beyond, null(), Invoice.number)
        .outerjoin(after, after.c.invoice_id == Invoice.id)
        .outerjoin(spent, spent.c.of == Invoice.id)
        .where(*on_account(day), _left(after) < 0, beyond < 0)
    )


def _given(day: dt.date, source: Any) -> Any:
    """Refunds by then, of payments or of credit notes; one that is on its way counts, since nobody else can have its money."""
    return select(source, Refund.amount_cents).where(source.is_not(None), Refund.state != RefundState.REFUSED, Refund.refunded_on <= day)


def _spent(day: dt.date, *, of_invoices: bool) -> Any:
    """What credit notes paid of other invoices, or gave back, by then: by the invoice that they correct, or by note."""
    parts = select(CreditNotePart.credit_note_id, CreditNotePart.cents).where(CreditNotePart.applied_on <= day)
    rows = union_all(parts, _given(day, Refund.credit_note_id)).subquery()
    of = CreditNote.invoice_id if of_invoices else CreditNote.id
    query = select(of.label("of"), func.sum(rows.c[1]).label("cents")).join(CreditNote, CreditNote.id == rows.c[0])
    return query.group_by(of).subquery()


def _payments(day: dt.date) -> Select[Any]:
    """Of a payment, what no invoice had needed by then, and nobody had got back."""
    parts = select(PaymentPart.payment_id, PaymentPart.cents).where(PaymentPart.applied_on <= day)
    rows = union_all(parts, _given(day, Refund.payment_id)).subquery()
    used = select(rows.c[0].label("of"), func.sum(rows.c[1]).label("cents")).group_by(rows.c[0]).subquery()
    left = Payment.amount_cents - func.coalesce(used.c.cents, 0)
    query = select(Payment.organisation_id, Payment.location_id, Payment.currency, Payment.received_on, -left, null(), Payment.reference)
    return query.outerjoin(used, used.c.of == Payment.id).where(Payment.received_on <= day, left > 0)


def _credit_notes(day: dt.date) -> Select[Any]:
    """Of a month below zero (P12), what nothing has used; a note of an invoice counts with that."""
    spent = _spent(day, of_invoices=False)
    left = CreditNote.total_cents - func.coalesce(spent.c.cents, 0)
    query = select(CreditNote.organisation_id, CreditNote.location_id, CreditNote.currency, CreditNote.issued_on, -left, null(), CreditNote.number)
    return query.outerjoin(spent, spent.c.of == CreditNote.id).where(CreditNote.invoice_id.is_(None), CreditNote.issued_on <= day, left > 0)


def _opening(day: dt.date, by: Actor) -> Select[Any]:
    """Through the home of the organisation: somebody who works elsewhere does not see it."""
    query = (
        select(Organisation.id, Organisation.location_id, Organisation.currency, OpeningBalance.date, OpeningBalance.amount_due_cents, null(), OpeningBalance.document)
        .join(Organisation, Organisation.id == OpeningBalance.organisation_id)
        .where(OpeningBalance.date <= day, OpeningBalance.amount_due_cents != 0)
    )
    if not by.is_staff:
        return query.where(Organisation.id == by.organisation_id if by.sees_invoices else false())
    return query if by.location_ids is None else query.where(Organisation.location_id.in_(by.location_ids))
