"""The PDF of a document, made once and kept as it will be sent."""

from __future__ import annotations

from app.access.actor import SYSTEM
from app.actions.documents.store import store_document
from app.actions.invoice_runs.settle import settle_run
from app.core.entity import db
from app.models import CreditNote, Invoice, InvoiceRun
from app.models.delivery import DeliveryKind
from app.queries.documents import credit_note_view, invoice_view
from app.rendering.pdf import invoice_pdf
from jobs import job


@job(queue="pdf", timeout=300)
def render(kind: str, document_id: int) -> None:
    """Safe to run twice: a document that has its PDF keeps it."""
    which = DeliveryKind(kind)
    model = Invoice if which is DeliveryKind.INVOICE else CreditNote
    row = db.session.get_one(model, document_id)
    run_id = row.run_id
    if row.document_id is None:
        if run_id is not None and db.session.get_one(InvoiceRun, run_id).paused_at is not None:
            return  # whoever lets the run go on asks for it again
        view = (invoice_view if which is DeliveryKind.INVOICE else credit_note_view)(document_id, by=SYSTEM)
        db.session.rollback()  # no transaction stays open while the page is set
        store_document(which, document_id, invoice_pdf(view), by=SYSTEM)
    if run_id is not None:
        settle_run(run_id, by=SYSTEM)
