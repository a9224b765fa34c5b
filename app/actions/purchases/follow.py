"""A purchase goes where what bills it and what it brings are: paid, then fulfilled (U3)."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import InstrumentedAttribute

from app.actions.invoice_runs.send import want_delivery
from app.actions.invoice_runs.wake import InvoiceIssued
from app.actions.invoices.events import InvoiceApproved
from app.models import CreditNote, CreditNoteLine, Fulfilment, Invoice, InvoiceLine, Location, Purchase
from app.models.credit_note import CreditNoteStatus
from app.models.delivery import DeliveryKind
from app.models.fulfilment import FulfilmentState
from app.models.invoice import InvoiceKind, InvoiceStatus
from app.models.purchase import PurchaseStatus
from app.work import Work


def follow_purchases(work: Work, document: Invoice | CreditNote) -> None:
    """Those that the invoice bills, or a month below zero, which is paid once it is sent (P12). The caller holds its organisation and the document."""
    line, mine, brings, own = _of(document)
    on_it = select(line.adhoc_id).where(mine, line.adhoc_id.is_not(None))
    query = select(Purchase).where(or_(own == document.id, Purchase.adhoc_id.in_(on_it))).order_by(Purchase.id)
    rows: Sequence[Purchase] = work.session.scalars(query.with_for_update(of=Purchase).execution_options(populate_existing=True)).all()
    work.session.flush()
    open_ones = _open(work, line, mine, brings)
    for row in rows:
        setattr(row, own.key, document.id)
        if _is_paid(document) and Purchase.moves.may(row, "pay"):
            Purchase.moves.move(row, "pay")
            if isinstance(document, Invoice) and document.kind is InvoiceKind.PURCHASE:
                _hand_over(work, document)
        if row.status is PurchaseStatus.PAID and row.adhoc_id not in open_ones:
            Purchase.moves.move(row, "fulfil")


def _hand_over(work: Work, invoice: Invoice) -> None:
    """A paid purchase is a tax invoice as every other: into the books, printed, and mailed (U5)."""
    work.emit_all([InvoiceIssued(invoice.id), InvoiceApproved(invoice.id)], keys=[f"invoice-{invoice.id}"] * 2)
    want_delivery(work, DeliveryKind.INVOICE, [invoice.id], work.session.get_one(Location, invoice.location_id), None)


Line = type[InvoiceLine | CreditNoteLine]


def _of(document: Invoice | CreditNote) -> tuple[Line, ColumnElement[bool], ColumnElement[bool], InstrumentedAttribute[int | None]]:
    """Where its lines are, which of them are its own, which fulfilment is a line's, and where a purchase names it."""
    if isinstance(document, Invoice):
        return InvoiceLine, InvoiceLine.invoice_id == document.id, Fulfilment.invoice_line_id == InvoiceLine.id, Purchase.invoice_id
    return (
        CreditNoteLine,
        CreditNoteLine.credit_note_id == document.id,
        Fulfilment.credit_note_line_id == CreditNoteLine.id,
        Purchase.credit_note_id,
    )


def _is_paid(document: Invoice | CreditNote) -> bool:
    return document.status is (InvoiceStatus.PAID if isinstance(document, Invoice) else CreditNoteStatus.SENT)


def _open(work: Work, line: Line, mine: ColumnElement[bool], brings: ColumnElement[bool]) -> set[int | None]:
    """Charges of the document whose line still has to bring something."""
    waits = Fulfilment.state.not_in([FulfilmentState.DONE, FulfilmentState.RETURNED])
    return set(work.session.scalars(select(line.adhoc_id).join(Fulfilment, brings).where(mine, waits)))
