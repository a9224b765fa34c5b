"""Invoices: frozen from approval on; sent again, voided while nobody has them, credited afterwards."""

from __future__ import annotations

from typing import Any, ClassVar

from flask import abort, redirect, url_for
from flask_appbuilder.baseviews import expose
from flask_appbuilder.security.decorators import has_access
from flask_babel import gettext
from flask_babel import lazy_gettext as _

from app.access.permissions import Permission
from app.actions.credit_notes.create import CREDITABLE
from app.actions.deliveries.send_again import send_again
from app.actions.invoices.paid import OPEN
from app.actions.invoices.void import void_invoice
from app.actions.payments.apply_credit import apply_credit
from app.actions.payments.begin_charge import begin_charge
from app.core.clock import today
from app.models import Invoice
from app.queries.cards import can_be_charged
from app.queries.credit import credit_here
from app.queries.document_page import credit_notes_of, is_overdue
from app.queries.organisation_figures import OWED
from app.web.actor import current_actor
from app.web.formats import as_date, as_money, format_money
from app.web.model_view import FoyerModelView, ScopedInterface, action
from app.web.once import by_form, key_sent
from views.base.behind import Behind, behind, of_relation
from views.base.record import Onward, Stat
from views.base.verb_page import VerbPage
from views.invoices.document_page import DocumentPage
from views.invoices.forms import SendAgainForm, UseCreditForm, VoidForm
from views.invoices.owed import OwedAndDueBefore, OwedMoreThan
from views.invoices.shares import shares_said
from views.organisations.account import recording


class InvoiceView(DocumentPage, VerbPage, FoyerModelView):
    datamodel = ScopedInterface(Invoice)
    route_base = "/invoices"
    include_route_methods = DocumentPage.include_route_methods | {"void_page", "send_again_page", "use_credit_page"}
    method_permission_name = {"void_page": "void"} | dict.fromkeys(
        ("send_again", "send_again_page", "credit", "use_credit", "use_credit_page", "charge"), "read"
    )
    list_title = _("Invoices")
    list_columns = ["number", "organisation", "status", "month", "due_on", "total_cents", "location"]
    search_columns = [
        "number",
        "organisation",
        "location",
        "month",
        "status",
        "kind",
        "run",
        "issued_on",
        "due_on",
        "total_cents",
        "to_decide",
    ]
    order_columns = ["number", "month", "issued_on", "due_on", "total_cents", "status"]
    more_columns = ("issued_on", "kind", "net_cents", "vat_cents", "paid_cents", "credited_cents", "reference", "sent_at")
    quick_columns = ("number", "organisation.name")
    quick_label = _("number or organisation")
    more_filters: ClassVar = {"due_on": (OwedAndDueBefore,), "total_cents": (OwedMoreThan,)}
    label_columns = {"issued_on": _("Dated"), "due_on": _("Due"), "run": _("Invoice run")}
    show_columns = ["organisation", "location", "run", "month", "issued_on", "due_on", "reference", "sent_at", "void_reason"]
    empty_title = _("No invoices yet.")
    empty_text = _("They are made by approving an invoice run.")
    empty_icon = "file-invoice"

    def stats(self, row: Invoice) -> list[Stat]:
        due = gettext("Due %(day)s", day=as_date(row.due_on)) if row.due_cents else ""
        overdue = is_overdue(row, today(row.location.zone))
        return [
            *super().stats(row),
            Stat(
                gettext("Still owed"),
                as_money(row.due_cents, row),
                hint=gettext("Overdue since %(day)s", day=as_date(row.due_on)) if overdue else due,
                tone="red" if overdue else "",
            ),
            *behind(
                self.datamodel.session,
                Behind(_("Credit notes"), "CreditNoteView", of_relation("invoice", row.id)),
                Behind(_("Card charges"), "PaymentAttemptView", of_relation("invoice", row.id)),
                Behind(_("Mails"), "DeliveryView", of_relation("invoice", row.id)),
            ),
        ]

    def pdf_of(self, row: Invoice) -> str:
        return url_for("DocumentView.invoice", invoice_id=row.id)

    def onward(self, row: Invoice) -> list[Onward]:
        pays = (
            recording(organisation_id=row.organisation_id, invoice_id=row.id, primary=True)
            if row.status in OWED and row.due_cents > 0
            else []
        )
        return [*pays, *super().onward(row)]

    def beside(self, row: Invoice) -> dict[str, Any]:
        by = current_actor()
        return {
            "credit_notes": credit_notes_of(self.datamodel.session, row.id) if by.may(Permission.CREDIT_NOTE_READ) else [],
            "shares": shares_said(self.datamodel.session, row) if by.may(Permission.PAYMENT_READ) else [],
        }

    def may_act(self, name: str, row: Invoice) -> bool:
        by = current_actor()
        if name == "use_credit":
            return (
                row.status in OWED
                and row.due_cents > 0
                and by.may(Permission.PAYMENT_WRITE)
                and credit_here(self.datamodel.session, row) > 0
            )
        return {
            "void": Invoice.moves.may(row, "void") and not row.paid_cents,
            "send_again": row.document_id is not None and row.sent_at is not None and by.may(Permission.DELIVERY_DECIDE),
            "charge": row.status in OPEN
            and row.due_cents > 0
            and by.may(Permission.PAYMENT_WRITE)
            and can_be_charged(self.datamodel.session, row),
            "credit": row.status in CREDITABLE and by.may(Permission.CREDIT_NOTE_WRITE),
        }[name]

    @action("send_again", _("Send again to…"), icon="send", multiple=False)
    def send_again(self, row: Invoice) -> Any:
        return redirect(url_for("InvoiceView.send_again_page", pk=row.id))

    @action("credit", _("Credit…"), icon="file-minus", multiple=False)
    def credit(self, row: Invoice) -> Any:
        return redirect(url_for("CreditingView.credit", invoice_id=row.id))

    @action("use_credit", _("Use credit…"), icon="coins", multiple=False)
    def use_credit(self, row: Invoice) -> Any:
        return redirect(url_for("InvoiceView.use_credit_page", pk=row.id))

    @expose("/use-credit/<pk>", methods=("GET", "POST"))
    @has_access
    def use_credit_page(self, pk: str) -> Any:
        row = self.one(pk) if current_actor().may(Permission.PAYMENT_WRITE) else abort(403)
        form, there = UseCreditForm(), credit_here(self.datamodel.session, row)
        if not form.is_submitted():
            form.amount_cents.data = max(0, min(there, row.due_cents))
        return self.verb_page(
            row,
            form,
            title=gettext("Use credit for %(invoice)s", invoice=row),
            hint=gettext(
                "%(organisation)s has %(credit)s of credit at %(location)s.",
                organisation=row.organisation.name,
                credit=format_money(there, row.currency),
                location=row.location.name,
            ),
            act=lambda: apply_credit(row.id, key=key_sent(form), amount_cents=form.amount_cents.data, by=current_actor()),
            done=gettext("The invoice has less left to pay."),
        )

    @action("charge", _("Charge the card"), _("Charge what is still owed to the organisation's default card?"), icon="credit-card")
    def charge(self, rows: Any) -> Any:
        return self.each(rows, begin_charge, done=gettext("%(count)d cards are being charged. What came of it stands under Card charges."))

    @action("void", _("Void…"), icon="ban", multiple=False)
    def void(self, row: Invoice) -> Any:
        return redirect(url_for("InvoiceView.void_page", pk=row.id))

    @expose("/void/<pk>", methods=("GET", "POST"))
    @has_access
    def void_page(self, pk: str) -> Any:
        row, form = self.one(pk), VoidForm()
        return self.verb_page(
            row,
            form,
            title=gettext("Void %(invoice)s", invoice=row),
            act=lambda: void_invoice(row.id, form.reason.data, by=current_actor()),
            done=gettext("It is void. What it billed can be billed again."),
        )

    @expose("/send-again/<pk>", methods=("GET", "POST"))
    @has_access
    def send_again_page(self, pk: str) -> Any:
        row, form = self.one(pk), SendAgainForm()
        return self.verb_page(
            row,
            form,
            title=gettext("Send %(invoice)s again", invoice=row),
            act=by_form(form, lambda: send_again(row.id, form.address.data, by=current_actor())),
            done=gettext("The mail is on its way."),
        )
