"""Invoices and credit notes by mail: the words, the PDF, and whether they may still go."""

from __future__ import annotations

from flask import current_app
from flask_babel import gettext as _

from app.access.actor import SYSTEM
from app.core.entity import db
from app.integrations.mail import Attachment
from app.models import CreditNote, Delivery, Document, Invoice
from app.models.delivery import DeliveryKind
from app.models.invoice import InvoiceStatus
from app.queries.document_view import DocumentView
from app.queries.documents import credit_note_view, invoice_view
from app.queries.kept_files import content_of
from app.rendering.mail import MailContent, invoice_mail


def why_no_document(row: Delivery) -> str:
    """In words; empty when it may go. The PDF of a void invoice may never come."""
    return _("Not needed: the invoice is void.") if row.invoice is not None and row.invoice.status is InvoiceStatus.VOID else ""


def document_letter(row: Delivery) -> tuple[MailContent, tuple[Attachment, ...]] | None:
    """None while its PDF is not there."""
    is_invoice = row.kind is DeliveryKind.INVOICE
    document_id = row.invoice_id or row.credit_note_id or 0
    document = db.session.get_one(Invoice if is_invoice else CreditNote, document_id)
    if document.document_id is None:
        return None
    file = db.session.get_one(Document, document.document_id)
    view = (invoice_view if is_invoice else credit_note_view)(document_id, by=SYSTEM)
    return invoice_mail(view, link=_page_of(view, document_id)), (
        Attachment(file.name, file.media_type, content_of(file), document_id=file.id),
    )


def _page_of(view: DocumentView, document_id: int) -> str:
    """Where a member pays what is owed, else where they read the paper; both ask for their sign-in."""
    house = current_app.extensions["settings"].public_url.rstrip("/")
    if view.is_credit:
        return f"{house}/my/invoices/credit-note/{document_id}.pdf"
    return f"{house}/my/invoices/{document_id}/pay" if view.due_cents > 0 else f"{house}/my/invoices/invoice/{document_id}.pdf"
