"""An invoice is paid, or sent to who buys on account, or a month below zero is sent: what the lines bring is wanted, a row for each, once (I10, U4, P12)."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from app.access.actor import Actor
from app.actions.fulfilments.unpaid import is_due, put_back_bought
from app.actions.invoices.locked import hold_organisation
from app.actions.purchases.follow import follow_purchases
from app.core.events import Event
from app.models import CreditNote, Fulfilment, Invoice
from app.models.credit_note import CreditNoteStatus
from app.models.fulfilment import FulfilmentState
from app.queries.fulfilments import Brings, what_it_brings
from app.rules.units import Unit
from app.work import Work, transaction


@dataclass(frozen=True)
class CreditsWanted(Event):
    fulfilment_id: int


@dataclass(frozen=True)
class PrintCreditWanted(Event):
    fulfilment_id: int


def want_fulfilments(invoice_id: int, *, by: Actor) -> None:
    """Safe to repeat. An invoice that is only sent brings nothing, unless the house says so of customers who buy on account. What a bank took back and is
    paid again comes back.
    """
    with transaction(by=by) as work:
        hold_organisation(work, work.get(Invoice, invoice_id).organisation_id)
        invoice = work.lock(Invoice, invoice_id)
        if is_due(work, invoice):
            put_back_bought(work, invoice)
            _want(work, invoice)


def want_of_credit(credit_note_id: int, *, by: Actor) -> None:
    """What a month below zero charged is paid by its credits, once its credit note is sent. Safe to repeat; a note that gives an invoice back charges nothing."""
    with transaction(by=by) as work:
        hold_organisation(work, work.get(CreditNote, credit_note_id).organisation_id)
        note = work.lock(CreditNote, credit_note_id)
        if note.run_id is not None and note.status is CreditNoteStatus.SENT:
            _want(work, note)


def _want(work: Work, document: Invoice | CreditNote) -> None:
    """What waits is told again: a payment that was taken back may have held it up."""
    for each in what_it_brings(work.session, document):
        _make(work, document, each)
    its = Fulfilment.credit_note_id if isinstance(document, CreditNote) else Fulfilment.invoice_id
    waits = (
        select(Fulfilment)
        .where(its == document.id, Fulfilment.state == FulfilmentState.TODO, Fulfilment.back_reason == "")
        .order_by(Fulfilment.id)
    )
    work.emit_all([wanted(row) for row in work.session.scalars(waits)])
    follow_purchases(work, document)


def wanted(row: Fulfilment) -> Event:
    """The event that makes a job give it."""
    return PrintCreditWanted(row.id) if row.unit is Unit.PRINTING and not row.days else CreditsWanted(row.id)


def _make(work: Work, document: Invoice | CreditNote, each: Brings) -> None:
    """A row, unless the line has one."""
    is_credit = isinstance(document, CreditNote)
    line, owner = ("credit_note_line_id", "credit_note_id") if is_credit else ("invoice_line_id", "invoice_id")
    values = {
        line: each.line_id,
        owner: document.id,
        "organisation_id": document.organisation_id,
        "location_id": document.location_id,
        "user_id": each.user_id,
        "what": each.what[:200],
        "unit": each.unit,
        "cents": each.cents,
        "days": each.days,
        "currency": document.currency,
        "vat_point": each.vat_point,
        "credit_days": each.credit_days,
        "key": f"fulfil:credit:{each.line_id}" if is_credit else f"fulfil:{each.line_id}",
        "state": FulfilmentState.TODO,
    }
    work.session.execute(insert(Fulfilment).values(values).on_conflict_do_nothing(index_elements=[line]))
