"""PDFs: what an approval would print, and what was printed and kept."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from flask import Response, make_response, request
from flask_appbuilder.baseviews import expose
from flask_appbuilder.security.decorators import has_access
from flask_babel import gettext as _
from sqlalchemy import select

from app.access.actor import Actor, require
from app.access.permissions import Permission
from app.access.scope import narrowed
from app.models import CreditNote, Document, Invoice
from app.queries.document_preview import run_preview_view
from app.queries.document_view import DocumentView as Paper
from app.queries.documents import credit_note_view, invoice_view
from app.queries.kept_files import content_of
from app.web.actor import current_actor
from views.base.screen import Screen

# The viewer of the browser sits in a frame of ours: the only answers that may be framed, and only by ourselves.
VIEWER_CSP = "default-src 'none'; style-src 'unsafe-inline'; object-src 'self'; frame-ancestors 'self'"


class DocumentView(Screen):
    """/papers/…"""

    route_base = "/papers"
    default_view = "invoice"
    class_permission_name = "Invoice"
    method_permission_name = {"preview": "read", "invoice": "read"}

    @expose("/runs/<int:run_id>/<int:organisation_id>.pdf")
    @has_access
    def preview(self, run_id: int, organisation_id: int) -> Response:
        """Printed now, kept nowhere."""
        from app.rendering.pdf import invoice_pdf  # the press takes half a second to load, which only readers of previews wait for

        require(current_actor(), Permission.INVOICE_RUN_READ)
        view = run_preview_view(run_id, organisation_id, by=current_actor())
        return paper(invoice_pdf(view, preview=True), _("Preview %(name)s", name=view.buyer.name))

    @expose("/invoices/<int:invoice_id>.pdf")
    @has_access
    def invoice(self, invoice_id: int) -> Response:
        return kept(self.session, Invoice, invoice_id, by=current_actor()) or printed(invoice_view(invoice_id, by=current_actor()))


class CreditNotePaperView(Screen):
    """/papers/credit-notes/…"""

    route_base = "/papers/credit-notes"
    default_view = "credit_note"
    class_permission_name = "CreditNote"
    method_permission_name = {"credit_note": "read"}

    @expose("/<int:credit_note_id>.pdf")
    @has_access
    def credit_note(self, credit_note_id: int) -> Response:
        return kept(self.session, CreditNote, credit_note_id, by=current_actor()) or printed(
            credit_note_view(credit_note_id, by=current_actor())
        )


def kept(session: Any, model: Any, row_id: int, *, by: Actor) -> Response | None:
    """The PDF as it was sent; None while there is none, or for who may not see it."""
    query = select(Document).join(model, model.document_id == Document.id).where(model.id == row_id)
    found = session.scalars(narrowed(query, by, model)).one_or_none()
    return None if found is None else paper(content_of(found), found.name.removesuffix(".pdf"))


def printed(view: Paper) -> Response:
    """Printed now, of a document that has no PDF yet, or came from a time before Foyer kept them."""
    from app.rendering.pdf import invoice_pdf

    return paper(invoice_pdf(view), view.number or _("Draft"))


def paper(content: bytes, name: str) -> Response:
    """A PDF for the viewer, or as a download with ?download=1."""
    answer = make_response(content)
    how = "attachment" if request.args.get("download") else "inline"
    plain = "".join(char if char.isascii() and (char.isalnum() or char in "-_. ") else "_" for char in name)
    answer.headers["Content-Type"] = "application/pdf"
    answer.headers["Content-Disposition"] = f"{how}; filename=\"{plain}.pdf\"; filename*=UTF-8''{quote(name)}.pdf"
    answer.headers["Content-Security-Policy"] = VIEWER_CSP
    answer.headers["X-Frame-Options"] = "SAMEORIGIN"
    return answer
