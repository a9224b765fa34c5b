"""Everything that ever moved the account of one organisation: documents, money, deposits that paid, and debts brought in."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum
from typing import Any, NamedTuple

from flask_babel import gettext as _
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.models import (
    Adhoc,
    CreditNote,
    CreditNotePart,
    DepositMovement,
    Invoice,
    InvoiceLine,
    OpeningBalance,
    Organisation,
    Payment,
    PaymentPart,
    Refund,
)
from app.models.deposit import MovementKind
from app.models.payment import PaymentMethodKind, charged_invoice
from app.models.refund import RefundState
from app.queries.debtors.open_items import moved_by_deposits, on_account, paid_by_deposit

KEPT = MovementKind.KEPT


class MoveKind(StrEnum):
    """In the order in which they stand on one day."""

    OPENING = "opening"
    INVOICE = "invoice"
    CREDIT_NOTE = "credit_note"
    DEPOSIT = "deposit"
    PAYMENT = "payment"
    REFUND = "refund"


class Move(NamedTuple):
    """`cents` raise what is owed, below zero they lower it. `document_id` is the invoice's or the credit note's own."""

    on: dt.date
    kind: MoveKind
    name: str
    cents: int
    document_id: int | None = None
    due_on: dt.date | None = None


Places = frozenset[int] | None  # None: all


def moves_of(session: Session, organisation_id: int, currency: str, until: dt.date, places: Places) -> list[Move]:
    """By the end of that day, in their order."""
    found = [
        *_opening(session, organisation_id, currency, until, places),
        *_invoices(session, organisation_id, currency, until, places),
        *_credit_notes(session, organisation_id, currency, until, places),
        *_deposits(session, organisation_id, currency, until, places),
        *_kept(session, organisation_id, currency, until, places),
        *_payments(session, organisation_id, currency, until, places),
        *_refunds(session, organisation_id, currency, until, places),
        *_elsewhere(session, organisation_id, currency, until, places),
    ]
    order = list(MoveKind)
    return sorted(found, key=lambda each: (each.on, order.index(each.kind), each.name))


def _here(query: Any, column: Any, places: Places) -> Any:
    return query if places is None else query.where(column.in_(places))


def _opening(session: Session, own: int, currency: str, until: dt.date, places: Places) -> list[Move]:
    query = select(OpeningBalance.date, OpeningBalance.document, OpeningBalance.amount_due_cents).join(Organisation)
    query = query.where(Organisation.id == own, Organisation.currency == currency, OpeningBalance.date <= until)
    return [Move(on, MoveKind.OPENING, name, cents) for on, name, cents in session.execute(_here(query, Organisation.location_id, places))]


def _invoices(session: Session, own: int, currency: str, until: dt.date, places: Places) -> list[Move]:
    query = select(Invoice.issued_on, Invoice.number, Invoice.total_cents, Invoice.id, Invoice.due_on)
    query = query.where(Invoice.organisation_id == own, Invoice.currency == currency, *on_account(until))
    return [Move(on, MoveKind.INVOICE, name or "", *rest) for on, name, *rest in session.execute(_here(query, Invoice.location_id, places))]


def _credit_notes(session: Session, own: int, currency: str, until: dt.date, places: Places) -> list[Move]:
    query = select(CreditNote.issued_on, CreditNote.number, -CreditNote.total_cents, CreditNote.id)
    query = query.where(CreditNote.organisation_id == own, CreditNote.currency == currency, CreditNote.issued_on <= until)
    return [
        Move(on, MoveKind.CREDIT_NOTE, name, *rest) for on, name, *rest in session.execute(_here(query, CreditNote.location_id, places))
    ]


def _deposits(session: Session, own: int, currency: str, until: dt.date, places: Places) -> list[Move]:
    """What was received for an invoice that asks for a deposit, or applied to one; a payment's own share is in the payment."""
    query = select(DepositMovement.date, Invoice.number, -paid_by_deposit()).join(Invoice, Invoice.id == DepositMovement.invoice_id)
    query = query.where(Invoice.organisation_id == own, Invoice.currency == currency, DepositMovement.date <= until, *moved_by_deposits())
    return [Move(on, MoveKind.DEPOSIT, name, cents) for on, name, cents in session.execute(_here(query, Invoice.location_id, places))]


def _kept(session: Session, own: int, currency: str, until: dt.date, places: Places) -> list[Move]:
    """A kept part pays the charge that it was kept for on the day on which that is billed."""
    kept = (
        select(func.coalesce(DepositMovement.reverses_id, DepositMovement.id).label("id"), func.sum(DepositMovement.cents).label("cents"))
        .where(DepositMovement.kind == KEPT)
        .group_by(func.coalesce(DepositMovement.reverses_id, DepositMovement.id))
        .subquery()
    )
    query = (
        select(Invoice.issued_on, Invoice.number, func.sum(kept.c.cents))
        .join(InvoiceLine, InvoiceLine.invoice_id == Invoice.id)
        .join(Adhoc, Adhoc.id == InvoiceLine.adhoc_id)
        .join(kept, kept.c.id == Adhoc.kept_from_id)
        .where(Invoice.organisation_id == own, Invoice.currency == currency, *on_account(until))
        .group_by(Invoice.id)
    )
    return [
        Move(on, MoveKind.DEPOSIT, name or "", int(cents))
        for on, name, cents in session.execute(_here(query, Invoice.location_id, places))
        if cents
    ]


def _payments(session: Session, own: int, currency: str, until: dt.date, places: Places) -> list[Move]:
    query = select(Payment.received_on, Payment.reference, Payment.kind, -Payment.amount_cents)
    query = query.where(Payment.organisation_id == own, Payment.currency == currency, Payment.received_on <= until)
    return [
        Move(on, MoveKind.PAYMENT, _named(name, kind), cents)
        for on, name, kind, cents in session.execute(_here(query, Payment.location_id, places))
    ]


def _named(reference: str, kind: PaymentMethodKind) -> str:
    """What a vendor calls a payment by card (`inv-KLF-00042-1`) says nothing to who paid: the card, and the invoice."""
    charged = charged_invoice(reference, kind)
    return _("card, %(number)s", number=charged) if charged else reference


def _refunds(session: Session, own: int, currency: str, until: dt.date, places: Places) -> list[Move]:
    """What went back, or is on its way, is owed again, or was credit until then."""
    query = select(Refund.refunded_on, Refund.reference, Refund.reason, Refund.amount_cents)
    query = query.where(
        Refund.organisation_id == own, Refund.currency == currency, Refund.refunded_on <= until, Refund.state != RefundState.REFUSED
    )
    found = session.execute(_here(query, Refund.location_id, places))
    return [Move(on, MoveKind.REFUND, reference or reason, cents) for on, reference, reason, cents in found]


def _elsewhere(session: Session, own: int, currency: str, until: dt.date, places: Places) -> list[Move]:
    """Money of one place that paid an invoice of another: who sees one of them alone sees it go, or come."""
    found: list[Move] = []
    if places is None:
        return found
    for part, source, of in ((PaymentPart, Payment, PaymentPart.payment_id), (CreditNotePart, CreditNote, CreditNotePart.credit_note_id)):
        query = select(part.applied_on, Invoice.number, part.cents, source.location_id, Invoice.location_id)
        query = query.join(source, source.id == of).join(Invoice, Invoice.id == part.invoice_id)
        query = query.where(
            Invoice.organisation_id == own,
            Invoice.currency == currency,
            part.applied_on <= until,
            source.location_id != Invoice.location_id,
        )
        for on, name, cents, home, there in session.execute(query):
            if (home in places) != (there in places):
                found.append(Move(on, MoveKind.PAYMENT, name or "", cents if home in places else -cents))
    return found
