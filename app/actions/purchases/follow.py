"""A purchase goes where its invoice and what it brings are: paid, then fulfilled (U3)."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import or_, select

from app.actions.invoice_runs.send import want_delivery
from app.actions.invoice_runs.wake import InvoiceIssued
from app.actions.invoices.events import InvoiceApproved
from app.models import Fulfilment, Invoice, InvoiceLine, Location, Purchase
from app.models.delivery import DeliveryKind
from app.models.fulfilment import FulfilmentState
from app.models.invoice import InvoiceKind, InvoiceStatus
from app.models.purchase import PurchaseStatus
from app.work import Work


def follow_purchases(work: Work, invoice: Invoice) -> None:
    """Those that the invoice bills. The caller holds its organisation and the invoice."""
    on_it = select(InvoiceLine.adhoc_id).where(InvoiceLine.invoice_id == invoice.id, InvoiceLine.adhoc_id.is_not(None))
    query = select(Purchase).where(or_(Purchase.invoice_id == invoice.id, Purchase.adhoc_id.in_(on_it))).order_by(Purchase.id)
    rows: Sequence[Purchase] = work.session.scalars(query.with_for_update(of=Purchase).execution_options(populate_existing=True)).all()
    work.session.flush()
    open_ones = _open(work, invoice.id)
    for row in rows:
        row.invoice_id = invoice.id
        if invoice.status is InvoiceStatus.PAID and Purchase.moves.may(row, "pay"):
            Purchase.moves.move(row, "pay")
            if invoice.kind is InvoiceKind.PURCHASE:
                _hand_over(work, invoice)
        if row.status is PurchaseStatus.PAID and row.adhoc_id not in open_ones:
            Purchase.moves.move(row, "fulfil")


def _hand_over(work: Work, invoice: Invoice) -> None:
    """A paid purchase is a tax invoice as every other: into the books, printed, and mailed (U5)."""
    work.emit_all([InvoiceIssued(invoice.id), InvoiceApproved(invoice.id)], keys=[f"invoice-{invoice.id}"] * 2)
    want_delivery(work, DeliveryKind.INVOICE, [invoice.id], work.session.get_one(Location, invoice.location_id), None)


def _open(work: Work, invoice_id: int) -> set[int | None]:
    """Charges of the invoice whose line still has to bring something."""
    query = (
        select(InvoiceLine.adhoc_id)
        .join(Fulfilment, Fulfilment.invoice_line_id == InvoiceLine.id)
        .where(InvoiceLine.invoice_id == invoice_id, Fulfilment.state.not_in([FulfilmentState.DONE, FulfilmentState.RETURNED]))
    )
    return set(work.session.scalars(query))
