"""What an invoice's or a credit note's page shows beside its amounts: steps, mails, credits, and lines that can be explained."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload

from app.models import CreditNote, CreditNotePart, Delivery, Invoice, Step
from app.models.document_line import DocumentLine, LineKind
from app.queries.factors_json import factors_of
from app.queries.line_json import line_from
from app.rules.lines import LineKind as PricedKind
from app.rules.lines import PricedLine, Role


def steps_of(session: Session, *, invoice_id: int | None = None, credit_note_id: int | None = None) -> Sequence[Step]:
    """In the order in which they are done."""
    return session.scalars(select(Step).where(_of(Step, invoice_id, credit_note_id)).order_by(Step.id)).all()


def deliveries_of(session: Session, *, invoice_id: int | None = None, credit_note_id: int | None = None) -> Sequence[Delivery]:
    """Every mail of the document, oldest first."""
    return session.scalars(select(Delivery).where(_of(Delivery, invoice_id, credit_note_id)).order_by(Delivery.id)).all()


def credit_notes_of(session: Session, invoice_id: int) -> Sequence[CreditNote]:
    """What was given back of an invoice."""
    return session.scalars(select(CreditNote).where(CreditNote.invoice_id == invoice_id).order_by(CreditNote.id)).all()


def notes_that_correct(session: Session, credit_note_id: int) -> Sequence[CreditNote]:
    """What was given back of a month below zero."""
    return session.scalars(select(CreditNote).where(CreditNote.corrects_id == credit_note_id).order_by(CreditNote.id)).all()


def paid_with(session: Session, credit_note_id: int) -> list[tuple[Invoice, int]]:
    """Invoices that the credit of a note pays now, with the cents, in the order in which it paid them."""
    part = CreditNotePart
    query = select(Invoice, func.sum(part.cents)).join(part, part.invoice_id == Invoice.id).where(part.credit_note_id == credit_note_id)
    return [
        (invoice, int(cents))
        for invoice, cents in session.execute(query.group_by(Invoice.id).having(func.sum(part.cents) > 0).order_by(func.min(part.id)))
    ]


def taken_off(session: Session, credit_note_id: int) -> Sequence[CreditNotePart]:
    """What it paid and was taken off again, each with its reason, oldest first."""
    query = select(CreditNotePart).where(CreditNotePart.credit_note_id == credit_note_id, CreditNotePart.reverses_id.is_not(None))
    return session.scalars(query.options(joinedload(CreditNotePart.invoice)).order_by(CreditNotePart.id)).all()


def _of(model: Any, invoice_id: int | None, credit_note_id: int | None) -> Any:
    return model.invoice_id == invoice_id if invoice_id is not None else model.credit_note_id == credit_note_id


def priced(line: Any) -> PricedLine | None:
    """A stored line as pricing made it, for its trace; None for one made by hand, or one that only gives back another."""
    stored: DocumentLine = line
    first, last = stored.starts_on, stored.ends_on
    if (
        stored.kind is LineKind.MANUAL
        or first is None
        or last is None
        or stored.price_cents is None
        or getattr(line, "invoice_line_id", None)
    ):
        return None
    return PricedLine(
        PricedKind(stored.kind.value),
        line.license_id or line.line_item_id or line.adhoc_id or line.deposit_id or 0,
        "",
        first,
        last,
        stored.days or 1,
        stored.of_days or 1,
        stored.price_cents,
        Role(stored.role) if stored.role else None,
        factors_of(stored.factors),
        stored.net_cents,
        stored.before_days,
        stored.description,
        stored.quantity,
        stored.billed_cents,
        tuple(line_from(part) for part in stored.parts),
        stored.vat_cents,
        stored.vat_percent,
    )


def is_overdue(row: Any, today: dt.date) -> bool:
    """Sent, not paid in full, and past its day (P14)."""
    return row.sent_at is not None and row.due_cents > 0 and row.due_on < today
