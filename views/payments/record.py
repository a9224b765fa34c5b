"""Payments: money that came in, what it paid, what of it is credit, and what went back."""

from __future__ import annotations

from typing import Any

from flask import abort, redirect, render_template, request, url_for
from flask_appbuilder.baseviews import expose
from flask_appbuilder.security.decorators import has_access
from flask_babel import gettext
from flask_babel import lazy_gettext as _

from app.access.permissions import Permission
from app.actions.payments.charge_back import charge_back_payment
from app.actions.payments.refund import refund_payment
from app.actions.payments.release import release_payment
from app.core.clock import today
from app.models import Payment
from app.models.payment import PaymentMethodKind
from app.queries.payment_page import payment_parts, refunds_of
from app.queries.refundable import Paid, paid_by
from app.web.actor import current_actor
from app.web.formats import as_date, as_money, as_money_if_any, format_money
from app.web.model_view import FoyerModelView, ScopedInterface, action
from app.web.once import by_form
from app.web.routes import ACTIONS, ADD, READ
from views.base.links import linked
from views.base.record import RecordPage, Stat
from views.base.verb_page import VerbPage
from views.payments.forms import ChargeBackForm, ReleaseForm, refund_form, refund_said, way_of
from views.payments.receipts import RECEIPTS, GivesReceipts
from views.payments.recording import PAGES, RecordsPayments
from views.payments.words import kind_said, reference_said, way_said

WITH_CREDIT = "_flt_1_credit_cents"


class PaymentView(RecordsPayments, GivesReceipts, RecordPage, VerbPage, FoyerModelView):
    """Nothing is changed or removed: what was wrong is given back, or put right by the next payment."""

    datamodel = ScopedInterface(Payment)
    route_base = "/payments"
    include_route_methods = READ | ADD | ACTIONS | {"split", "refund_page", "release_page", "charge_back_page", "parts", *RECEIPTS}
    method_permission_name = {
        **PAGES,
        **RECEIPTS,
        "refund": "write",
        "refund_page": "write",
        "release_page": "write",
        "charge_back": "write",
        "charge_back_page": "write",
        "parts": "read",
    }
    list_template = "screens/deposits/list.html"
    list_title = _("Payments")
    add_title = _("Record a payment")
    singular = _("payment")
    list_columns = ["received_on", "organisation", "kind", "reference", "location", "amount_cents", "credit_cents", "refunded_cents"]
    search_columns = [
        "organisation",
        "location",
        "kind",
        "received_on",
        "amount_cents",
        "credit_cents",
        "refunded_cents",
        "reference",
        "recorded_by",
    ]
    order_columns = ["received_on", "amount_cents", "credit_cents"]
    quick_columns = ("reference", "organisation.name")
    quick_label = _("reference or organisation")
    quick_search = "reference"
    base_order = ("id", "desc")
    exportable = True
    label_columns = {
        "received_on": _("Day"),
        "kind": _("How"),
        "amount_cents": _("Amount"),
        "credit_cents": _("Credit left"),
        "refunded_cents": _("Refunded"),
        "recorded_by": _("Recorded by"),
    }
    show_columns = ["organisation", "location", "kind", "received_on", "reference", "recorded_by"]
    untold = frozenset({"receipt_id"})
    formatters_columns = {
        **linked("organisation", "location"),
        "kind": kind_said,
        "reference": reference_said,
        **dict.fromkeys(("credit_cents", "refunded_cents"), as_money_if_any),
    }
    empty_title = _("No payments yet.")
    empty_text = _("Cards tell of themselves; what the bank shows is recorded here, or matched from its statement.")
    empty_icon = "cash"

    def title_of(self, row: Payment) -> str:
        return f"{row.organisation.name} · {as_date(row.received_on)}"

    def facts(self, row: Payment) -> list[Any]:
        return [kind_said(row.kind), reference_said(row.reference, row), str(row.location)]

    def stats(self, row: Payment) -> list[Stat]:
        return [
            Stat(gettext("Came in"), as_money(row.amount_cents, row)),
            Stat(gettext("Paid invoices"), as_money(row.amount_cents - row.credit_cents - row.refunded_cents, row)),
            Stat(
                gettext("Credit left"),
                as_money(row.credit_cents, row),
                hint=gettext("for later invoices, or to be refunded") if row.credit_cents else "",
            ),
            Stat(gettext("Refunded"), as_money(row.refunded_cents, row)),
        ]

    def panels(self, row: Payment) -> list[dict[str, str]]:
        return [{"title": gettext("What it paid"), "href": url_for("PaymentView.parts", pk=row.id)}]

    @expose("/parts/<pk>")
    @has_access
    def parts(self, pk: str) -> Any:
        """A fragment of the page: its invoices with their parts, and the refunds."""
        row, session = self.one(pk), self.datamodel.session
        return render_template(
            "screens/payments/parts.html",
            payment=row,
            parts=payment_parts(session, row.id),
            paid=paid_by(session, row),
            may_write=current_actor().may(Permission.PAYMENT_WRITE),
            refunds=refunds_of(session, payment_id=row.id),
            may_invoices=current_actor().may(Permission.INVOICE_READ),
            way_said=way_said,
        )

    def may_act(self, name: str, row: Payment) -> bool:
        if name == "charge_back":
            return row.kind is PaymentMethodKind.CARD and row.refunded_cents < row.amount_cents
        return bool(row.credit_cents) or any(each.free for each in paid_by(self.datamodel.session, row))

    @action("refund", _("Refund…"), icon="arrow-back-up", multiple=False)
    def refund(self, row: Payment) -> Any:
        return redirect(url_for("PaymentView.refund_page", pk=row.id))

    @action("charge_back", _("Chargeback…"), icon="alert-triangle", multiple=False)
    def charge_back(self, row: Payment) -> Any:
        return redirect(url_for("PaymentView.charge_back_page", pk=row.id))

    @expose("/charge-back/<pk>", methods=("GET", "POST"))
    @has_access
    def charge_back_page(self, pk: str) -> Any:
        row, form = self.one(pk), ChargeBackForm()
        if not form.is_submitted():
            form.taken_on.data = today(row.location.zone)
        left = format_money(row.amount_cents - row.refunded_cents, row.currency)
        return self.verb_page(
            row,
            form,
            title=gettext("The bank took %(payment)s back", payment=self.title_of(row)),
            hint=gettext(
                "%(left)s is gone: the invoices that it paid owe it again, and the card is charged no more. Credits that these brought to a wallet go too, spent or not, and come back once they are paid again; days and print credit stay.",
                left=left,
            ),
            act=lambda: charge_back_payment(
                row.id, taken_on=form.taken_on.data, reference=form.reference.data or "", reason=form.reason.data or "", by=current_actor()
            ),
            done=gettext("The chargeback is recorded. Talk to the customer: what was paid is owed again."),
        )

    @expose("/refund/<pk>", methods=("GET", "POST"))
    @has_access
    def refund_page(self, pk: str) -> Any:
        row = self.one(pk)
        form = refund_form(self.datamodel.session, row)
        if not form.is_submitted():
            form.refunded_on.data = today(row.location.zone)
            form.amount_cents.data = row.credit_cents or None
            _out_of_invoice(form, request.args.get("invoice", ""), paid_by(self.datamodel.session, row))
        return self.verb_page(
            row,
            form,
            title=gettext("Refund %(payment)s", payment=self.title_of(row)),
            act=lambda: refund_payment(row.id, **refund_said(form), by=current_actor()),
            done=gettext("The refund is recorded.") if way_of(form) == "eft" else gettext("The card provider is asked for it now."),
            hint=gettext("What it gives back of an invoice, the invoice owes again."),
        )

    @expose("/release/<pk>/<int:invoice_id>", methods=("GET", "POST"))
    @has_access
    def release_page(self, pk: str, invoice_id: int) -> Any:
        """It was put onto the wrong invoice."""
        row = self.one(pk)
        paid = next((each for each in paid_by(self.datamodel.session, row) if each.invoice.id == invoice_id and each.free), None) or abort(
            404
        )
        form = ReleaseForm()
        if not form.is_submitted():
            form.amount_cents.data = paid.free
        return self.verb_page(
            row,
            form,
            title=gettext("Use it otherwise than for %(invoice)s", invoice=paid.invoice),
            hint=gettext("The invoice owes so much again, and it is credit for another one."),
            act=by_form(
                form, lambda: release_payment(row.id, invoice_id=invoice_id, amount_cents=form.amount_cents.data, by=current_actor())
            ),
            done=gettext("It is credit now."),
        )

    def render_template(self, template: str, **kwargs: Any) -> Any:
        if template == self.list_template:
            kwargs["shortcuts"] = [
                (gettext("All"), url_for("PaymentView.list"), WITH_CREDIT not in request.args),
                (gettext("With credit left"), url_for("PaymentView.list", **{WITH_CREDIT: "0"}), WITH_CREDIT in request.args),
            ]
        return super().render_template(template, **kwargs)


def _out_of_invoice(form: Any, wanted: str, paid: list[Paid]) -> None:
    """The address may say which invoice it is about, such as one that was credited after it was paid."""
    found = next((each for each in paid if str(each.invoice.id) == wanted and each.free), None)
    if found is not None:
        form.source.data, form.amount_cents.data = wanted, min(found.free, found.credited) or found.free
