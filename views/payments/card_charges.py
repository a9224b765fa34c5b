"""Card charges: every way in which somebody went to pay by card, what came of it, and what a person has to decide."""

from __future__ import annotations

from typing import Any, ClassVar

from flask import redirect, url_for
from flask_appbuilder.baseviews import expose
from flask_appbuilder.forms import DynamicForm
from flask_appbuilder.security.decorators import has_access
from flask_babel import gettext
from flask_babel import lazy_gettext as _
from wtforms import StringField
from wtforms.validators import InputRequired

from app.access.permissions import Permission
from app.actions.payments.decide_charge import decide_charge
from app.actions.payments.drop_waiting import drop_waiting
from app.actions.payments.look_again import look_again
from app.models import PaymentAttempt
from app.models.payment_attempt import AttemptState
from app.web.actor import current_actor
from app.web.formats import as_date, as_money
from app.web.model_view import FoyerModelView, ScopedInterface, action
from views.base.links import linked
from views.base.record import RecordPage, Stat
from views.base.verb_page import VerbPage
from views.payments.charge_words import state_said
from views.payments.unpaid_charges import DeclinedAndOwed

NEEDED = InputRequired(_("Please fill this in."))


class TakenForm(DynamicForm):  # type: ignore[misc]
    number = StringField(
        _("Number of the payment at PayFast"),
        validators=[NEEDED],
        description=_("It stands beside our reference in PayFast's list of transactions."),
    )


class NotTakenForm(DynamicForm):  # type: ignore[misc]
    reason = StringField(
        _("Where you looked"),
        validators=[NEEDED],
        description=_("For example: PayFast's transactions of 3 June, our reference is not there."),
    )


class DropForm(DynamicForm):  # type: ignore[misc]
    reason = StringField(_("Reason"), validators=[NEEDED])


class PaymentAttemptView(RecordPage, VerbPage, FoyerModelView):
    """Nobody edits one: it is moved by what PayFast says, and where that is lost, by a person."""

    datamodel = ScopedInterface(PaymentAttempt)
    class_permission_name = "Payment"
    route_base = "/card-charges"
    include_route_methods = {"list", "show", "export", "action", "action_post", "taken_page", "not_taken_page", "drop_page"}
    method_permission_name = dict.fromkeys(("look", "taken", "taken_page", "not_taken", "not_taken_page", "drop", "drop_page"), "write") | {
        "export": "read"
    }
    list_title = _("Card charges")
    singular = _("card charge")
    list_columns = ["reference", "organisation", "amount_cents", "state", "reason", "created_at"]
    more_columns = ("location",)
    order_columns = ["reference", "amount_cents", "created_at"]
    search_columns = [
        "reference",
        "organisation",
        "location",
        "invoice",
        "state",
        "is_auto",
        "amount_cents",
        "created_at",
        "vendor_number",
        "to_decide",
    ]
    export_columns = ("reference", "organisation", "location", "amount_cents", "state", "reason", "vendor_number", "begun_by", "created_at")
    quick_columns = ("reference", "organisation.name")
    quick_label = _("reference or organisation")
    quick_search = "reference"
    more_filters: ClassVar = {"amount_cents": (DeclinedAndOwed,)}
    base_order = ("id", "desc")
    exportable = True
    label_columns = {
        "amount_cents": _("Amount"), "state": _("How it stands"), "created_at": _("Begun"), "is_auto": _("By itself"), "method": _("Card"),
        "begun_by": _("Begun by"), "decided_by": _("Decided by"), "asked_at": _("PayFast was asked"), "look_at": _("Looked up next"), "retry_on": _("Tried again on"),
        "vendor_number": _("Number at PayFast"),
    }  # fmt: skip
    show_columns = [
        "organisation", "location", "invoice", "method", "reason", "is_auto", "begun_by", "created_at", "asked_at", "decided_at", "decided_by", "retry_on",
        "look_at", "vendor_number",
    ]  # fmt: skip
    formatters_columns = {**linked("organisation", "location", "invoice"), "amount_cents": as_money, "state": state_said}
    empty_title = _("No card charges yet.")
    empty_text = _("They appear when a kept card is charged, or somebody goes to PayFast to pay.")
    empty_icon = "credit-card"

    def title_of(self, row: PaymentAttempt) -> str:
        return row.reference

    def stats(self, row: PaymentAttempt) -> list[Stat]:
        again = gettext("Tried again on %(day)s", day=as_date(row.retry_on)) if row.retry_on else ""
        return [
            Stat(gettext("Amount"), as_money(row.amount_cents, row)),
            Stat(gettext("How it stands"), state_said(row.state, row), hint=again),
        ]

    def may_act(self, name: str, row: PaymentAttempt) -> bool:
        if name == "drop":
            is_open = row.waits
        else:
            is_open = row.state is AttemptState.LOST or (name == "look" and row.look_at is not None and row.invoice_id is not None)
        return is_open and current_actor().may(Permission.PAYMENT_WRITE)

    @action("look", _("Ask PayFast again"), icon="refresh")
    def look(self, rows: Any) -> Any:
        return self.each(rows, look_again, done=gettext("PayFast is being asked. Nothing is charged."))

    @action("taken", _("It was taken…"), icon="check", multiple=False)
    def taken(self, row: PaymentAttempt) -> Any:
        return redirect(url_for(f"{self.endpoint}.taken_page", pk=row.id))

    @action("not_taken", _("It was not taken…"), icon="x", multiple=False)
    def not_taken(self, row: PaymentAttempt) -> Any:
        return redirect(url_for(f"{self.endpoint}.not_taken_page", pk=row.id))

    @action("drop", _("Do not charge…"), icon="x", multiple=False)
    def drop(self, row: PaymentAttempt) -> Any:
        return redirect(url_for(f"{self.endpoint}.drop_page", pk=row.id))

    @expose("/taken/<pk>", methods=("GET", "POST"))
    @has_access
    def taken_page(self, pk: str) -> Any:
        row, form = self.one(pk), TakenForm()
        return self.verb_page(
            row,
            form,
            title=gettext("%(charge)s was taken", charge=row),
            hint=gettext("The invoice is paid with it."),
            act=lambda: decide_charge(row.id, number=form.number.data, by=current_actor()),
            done=gettext("Noted: it was taken, and pays the invoice."),
        )

    @expose("/not-taken/<pk>", methods=("GET", "POST"))
    @has_access
    def not_taken_page(self, pk: str) -> Any:
        row, form = self.one(pk), NotTakenForm()
        return self.verb_page(
            row,
            form,
            title=gettext("%(charge)s was not taken", charge=row),
            hint=gettext(
                "The invoice can be charged again afterwards. Look at PayFast first: a card that is charged twice is hard to explain."
            ),
            act=lambda: decide_charge(row.id, reason=form.reason.data, by=current_actor()),
            done=gettext("Noted: it was not taken. The invoice can be charged again."),
        )

    @expose("/drop/<pk>", methods=("GET", "POST"))
    @has_access
    def drop_page(self, pk: str) -> Any:
        row, form = self.one(pk), DropForm()
        return self.verb_page(
            row,
            form,
            title=gettext("%(charge)s is not made", charge=row),
            hint=gettext("PayFast was not asked for it, and will not be."),
            act=lambda: drop_waiting(row.id, reason=form.reason.data, by=current_actor()),
            done=gettext("Noted: it is not made. The invoice can be charged again."),
        )
