"""What is open of an account at the end of a day: invoices with something left, debts brought in, and credit that nothing has used."""

from __future__ import annotations

import datetime as dt
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, case, false, func, null, select, true, union_all
from sqlalchemy.orm import Session

from app.access.actor import Actor
from app.access.scope import visible
from app.models import CreditNote, DepositMovement, Invoice, OpeningBalance, Organisation, Payment, PaymentPart
from app.models.deposit import PAID_WITH, MovementKind
from app.models.invoice import InvoiceStatus

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
    for query, model in ((_invoices(day), Invoice), (_payments(day), Payment), (_credit_notes(day), CreditNote), (_opening(day, by), OpeningBalance)):
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
    parts = select(PaymentPart.invoice_id, PaymentPart.cents).join(Payment, Payment.id == PaymentPart.payment_id).where(Payment.received_on > day)
    notes = select(CreditNote.invoice_id, CreditNote.total_cents).where(CreditNote.invoice_id.is_not(None), CreditNote.issued_on > day)
    deposits = select(DepositMovement.invoice_id, paid_by_deposit()).where(*moved_by_deposits(), DepositMovement.date > day)
    rows = union_all(parts, notes, deposits).subquery()
    return select(rows.c[0].label("invoice_id"), func.sum(rows.c[1]).label("cents")).group_by(rows.c[0]).subquery()


def _invoices(day: dt.date) -> Select[Any]:
    after = _settled_after(day)
    left = Invoice.total_cents - Invoice.credited_cents - Invoice.paid_cents + func.coalesce(after.c.cents, 0)
    return (
        select(Invoice.organisation_id, Invoice.location_id, Invoice.currency, Invoice.due_on, left, Invoice.id, Invoice.number)
        .outerjoin(after, after.c.invoice_id == Invoice.id)
        .where(*on_account(day), left > 0)
    )


def _payments(day: dt.date) -> Select[Any]:
    """Of a payment, what no invoice needed."""
    query = select(Payment.organisation_id, Payment.location_id, Payment.currency, Payment.received_on, -Payment.credit_cents, null(), Payment.reference)
    return query.where(Payment.received_on <= day, Payment.credit_cents > 0)


def _credit_notes(day: dt.date) -> Select[Any]:
    """Of a credit note, what its invoice did not owe any more, and a month below zero (P12)."""
    left = CreditNote.total_cents - CreditNote.applied_cents
    query = select(CreditNote.organisation_id, CreditNote.location_id, CreditNote.currency, CreditNote.issued_on, -left, null(), CreditNote.number)
    return query.where(CreditNote.issued_on <= day, left > 0)


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
