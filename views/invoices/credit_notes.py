"""Credit notes: what was given back, and why."""

from __future__ import annotations

from typing import Any

from flask import abort, redirect, url_for
from flask_appbuilder.baseviews import expose
from flask_appbuilder.security.decorators import has_access
from flask_babel import gettext
from flask_babel import lazy_gettext as _

from app.access.permissions import Permission
from app.actions.credit_notes.release import release_credit_note
from app.actions.credit_notes.send import send_credit_note
from app.actions.payments.refund import refund_payment
from app.core.clock import today
from app.models import CreditNote
from app.models.credit_note import CreditNoteKind
from app.queries.document_page import notes_that_correct, paid_with, taken_off
from app.queries.refundable import payment_behind
from app.web.actor import current_actor
from app.web.formats import as_badge, as_money
from app.web.model_view import FoyerModelView, ScopedInterface, action
from views.base.links import linked
from views.base.record import Stat
from views.base.verb_page import VerbPage
from views.invoices.document_page import DocumentPage
from views.payments.forms import note_refund_form, refund_said, release_note_form, released


def kind_said(kind: Any) -> str:
    """Why there is a credit note."""
    return {
        CreditNoteKind.RUN: gettext("Month below zero"),
        CreditNoteKind.CORRECTION: gettext("Correction"),
        CreditNoteKind.GOODWILL: gettext("Goodwill"),
    }[CreditNoteKind(kind)]


class CreditNoteView(DocumentPage, VerbPage, FoyerModelView):
    datamodel = ScopedInterface(CreditNote)
    route_base = "/credit-notes"
    relation = "credit_note_id"
    include_route_methods = DocumentPage.include_route_methods | {"refund_page", "release_page"}
    method_permission_name = {
        "send": "write",
        "refund": "read",
        "refund_page": "read",
        "release": "read",
        "release_page": "read",
    }  # the permission for payments decides beyond
    primary_action = "send"
    list_title = _("Credit notes")
    list_columns = ["number", "organisation", "invoice", "location", "issued_on", "kind", "total_cents", "status"]
    search_columns = [
        "number",
        "organisation",
        "invoice",
        "location",
        "month",
        "status",
        "kind",
        "run",
        "issued_on",
        "total_cents",
        "reason",
        "to_decide",
    ]
    order_columns = ["number", "issued_on", "total_cents", "status", "kind"]
    quick_columns = ("number", "organisation.name")
    quick_label = _("number or organisation")
    label_columns = {"issued_on": _("Dated"), "run": _("Invoice run"), "invoice": _("Invoice"), "corrects": _("Corrects credit note")}
    formatters_columns = {
        **DocumentPage.formatters_columns,
        **linked("corrects"),
        "kind": lambda kind: as_badge(kind, text=kind_said(kind)),
    }
    show_columns = ["organisation", "location", "invoice", "corrects", "run", "month", "issued_on", "kind", "reason", "sent_at"]
    empty_title = _("No credit notes yet.")
    empty_text = _("One is made on the page of the invoice that it gives back, or by a run whose credits exceed its charges.")
    empty_icon = "file-minus"

    def pdf_of(self, row: CreditNote) -> str:
        return url_for("CreditNotePaperView.credit_note", credit_note_id=row.id)

    def stats(self, row: CreditNote) -> list[Stat]:
        open_cents = row.credit_cents
        return [
            *super().stats(row),
            Stat(gettext("Customer's credit"), as_money(open_cents, row), hint=gettext("not set against an invoice") if open_cents else ""),
        ]

    def beside(self, row: CreditNote) -> dict[str, Any]:
        return {
            "credited": row.invoice,
            "credit_notes": notes_that_correct(self.datamodel.session, row.id),
            "paid_with": paid_with(self.datamodel.session, row.id),
            "taken_off": taken_off(self.datamodel.session, row.id),
        }

    def may_act(self, name: str, row: CreditNote) -> bool:
        if name == "refund":
            return row.credit_cents > 0 and current_actor().may(Permission.PAYMENT_WRITE)
        if name == "release":
            return bool(paid_with(self.datamodel.session, row.id)) and current_actor().may(Permission.PAYMENT_WRITE)
        return row.send_wanted_at is None

    @action("refund", _("Refund…"), icon="arrow-back-up", multiple=False)
    def refund(self, row: CreditNote) -> Any:
        behind = payment_behind(self.datamodel.session, row)
        if behind is not None:
            return redirect(url_for("PaymentView.refund_page", pk=behind.id, invoice=row.invoice_id))
        return redirect(url_for("CreditNoteView.refund_page", pk=row.id))

    @expose("/refund/<pk>", methods=("GET", "POST"))
    @has_access
    def refund_page(self, pk: str) -> Any:
        row = self.one(pk) if current_actor().may(Permission.PAYMENT_WRITE) else abort(403)
        form = note_refund_form()
        if not form.is_submitted():
            form.refunded_on.data, form.amount_cents.data = today(row.location.zone), row.credit_cents
        return self.verb_page(
            row,
            form,
            title=gettext("Refund what is left of %(note)s", note=row),
            act=lambda: refund_payment(credit_note_id=row.id, **refund_said(form), by=current_actor()),
            done=gettext("The refund is recorded."),
        )

    @action("release", _("Take off an invoice…"), icon="arrows-exchange", multiple=False)
    def release(self, row: CreditNote) -> Any:
        return redirect(url_for("CreditNoteView.release_page", pk=row.id))

    @expose("/release/<pk>", methods=("GET", "POST"))
    @has_access
    def release_page(self, pk: str) -> Any:
        """It was set against the wrong invoice."""
        row = self.one(pk) if current_actor().may(Permission.PAYMENT_WRITE) else abort(403)
        paid = paid_with(self.datamodel.session, row.id)
        form = release_note_form(paid, row.currency)
        if not form.is_submitted() and len(paid) == 1:
            form.amount_cents.data = paid[0][1]
        return self.verb_page(
            row,
            form,
            title=gettext("Take off an invoice"),
            hint=gettext("The invoice owes so much again, and it is the customer's credit for another one. Xero is told by itself."),
            act=lambda: release_credit_note(row.id, **released(form), by=current_actor()),
            done=gettext("It is credit now."),
        )

    @action("send", _("Send"), _("Mail the credit note to the organisation's addresses?"), icon="send", multiple=False)
    def send(self, row: CreditNote) -> Any:
        return self.each(row, send_credit_note, done=gettext("It is on its way."))
