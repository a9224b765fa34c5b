"""Credit notes: what was given back, and why."""

from __future__ import annotations

from typing import Any

from flask import url_for
from flask_babel import gettext
from flask_babel import lazy_gettext as _

from app.actions.credit_notes.send import send_credit_note
from app.models import CreditNote
from app.web.formats import as_money
from app.web.model_view import FoyerModelView, ScopedInterface, action
from views.document_page import DocumentPage
from views.record import Stat


class CreditNoteView(DocumentPage, FoyerModelView):
    datamodel = ScopedInterface(CreditNote)
    route_base = "/credit-notes"
    relation = "credit_note_id"
    method_permission_name = {"send": "write"}
    primary_action = "send"
    list_title = _("Credit notes")
    list_columns = ["number", "organisation", "invoice", "location", "issued_on", "kind", "total_cents", "status"]
    search_columns = ["number", "organisation", "invoice", "location", "month", "status", "kind", "run", "issued_on", "total_cents", "reason"]
    order_columns = ["number", "issued_on", "total_cents", "status", "kind"]
    quick_columns = ("number", "organisation.name")
    quick_label = _("number or organisation")
    label_columns = {"issued_on": _("Dated"), "run": _("Invoice run"), "invoice": _("Credits")}
    show_columns = ["organisation", "location", "invoice", "run", "month", "issued_on", "kind", "reason", "sent_at"]
    empty_title = _("No credit notes yet.")
    empty_text = _("One is made on the page of the invoice that it gives back, or by a run whose credits exceed its charges.")
    empty_icon = "file-minus"

    def stats(self, row: CreditNote) -> list[Stat]:
        open_cents = row.total_cents - row.applied_cents
        return [
            *super().stats(row),
            Stat(gettext("Customer's credit"), as_money(open_cents, row), hint=gettext("not set against an invoice") if open_cents else ""),
        ]

    def beside(self, row: CreditNote) -> dict[str, Any]:
        return {"pdf_url": url_for("CreditNotePaperView.credit_note", credit_note_id=row.id) if row.number else "", "credited": row.invoice}

    def may_act(self, name: str, row: CreditNote) -> bool:
        return row.send_wanted_at is None

    @action("send", _("Send"), _("Mail the credit note to the organisation's addresses?"), icon="send", multiple=False)
    def send(self, row: CreditNote) -> Any:
        return self.each(row, send_credit_note, done=gettext("It is on its way."))
