"""Purchases: what was sold in the shop and at the desk, how it was paid, and whether it came."""

from __future__ import annotations

from typing import Any

from flask import redirect, url_for
from flask_appbuilder.baseviews import expose
from flask_appbuilder.forms import DynamicForm
from flask_appbuilder.security.decorators import has_access
from flask_babel import gettext
from flask_babel import lazy_gettext as _
from wtforms import StringField
from wtforms.validators import InputRequired, Length

from app.actions.purchases.refund import refund_purchase
from app.actions.purchases.withdraw import withdraw_purchase
from app.models import Purchase
from app.models.purchase import PurchaseStatus
from app.queries.shop.purchases import at_papercut
from app.rules.units import Unit
from app.web.actor import current_actor
from app.web.formats import as_badge, as_money, as_money_if_any
from app.web.forms import tidy
from app.web.model_view import FoyerModelView, ScopedInterface, action
from views.base.links import linked
from views.base.record import RecordPage, Stat
from views.base.verb_page import VerbPage
from views.shop.words import standing_said, way_said


class RefundForm(DynamicForm):  # type: ignore[misc]
    reason = StringField(_("Reason"), filters=[tidy], validators=[InputRequired(_("This is needed.")), Length(max=500)])


class PurchaseView(RecordPage, VerbPage, FoyerModelView):
    """Made by the shop, paid and fulfilled by what happens to what bills them; nobody edits one."""

    datamodel = ScopedInterface(Purchase)
    route_base = "/purchases"
    include_route_methods = {"list", "show", "export", "action", "action_post", "refund_page"}
    method_permission_name = {"refund": "refund", "refund_page": "refund", "withdraw": "write"}
    list_title = _("Purchases")
    singular = _("purchase")
    list_columns = ["what", "quantity", "user", "organisation", "total_cents", "way", "status", "invoice", "credit_note", "created_at"]
    search_columns = [
        "what",
        "user",
        "organisation",
        "location",
        "product",
        "way",
        "status",
        "invoice",
        "credit_note",
        "created_at",
        "total_cents",
    ]
    quick_search = "what"
    base_order = ("id", "desc")
    exportable = True
    label_columns = {
        "what": _("What"),
        "user": _("Person"),
        "total_cents": _("Total"),
        "net_cents": _("Without VAT"),
        "vat_cents": _("VAT"),
        "credit_cents": _("Credit"),
        "days": _("Days in the house"),
        "wallet_cents": _("Paid with credits"),
        "refunded_cents": _("Refunded"),
        "way": _("Paid by"),
        "made_by": _("Sold by"),
        "created_at": _("Bought"),
        "for_team": _("For the team"),
    }
    show_columns = [
        "user",
        "organisation",
        "for_team",
        "product",
        "quantity",
        "net_cents",
        "vat_cents",
        "total_cents",
        "wallet_cents",
        "credit_cents",
        "days",
        "refunded_cents",
        "way",
        "invoice",
        "credit_note",
        "location",
        "made_by",
        "created_at",
    ]
    formatters_columns = linked("user", "organisation", "invoice", "credit_note", "location") | {
        **dict.fromkeys(("net_cents", "vat_cents", "total_cents"), as_money),
        **dict.fromkeys(("wallet_cents", "credit_cents", "refunded_cents"), as_money_if_any),
        "for_team": lambda value: gettext("Yes") if value else "",
        "status": lambda value, row: as_badge(value, text=standing_said(row)[0]),
        "way": lambda value: way_said(value),
    }
    untold = frozenset({"adhoc_id"})
    empty_title = _("Nothing sold yet.")
    empty_text = _("Members buy in their shop; on the page of a member you sell to them.")
    empty_icon = "shopping-cart"

    def title_of(self, row: Purchase) -> str:
        return row.title

    def facts(self, row: Purchase) -> list[Any]:
        return [str(row.user), str(row.organisation), str(row.location)]

    def status_of(self, row: Purchase) -> str:
        return row.status.value

    def status_said(self, row: Purchase) -> str:
        return standing_said(row)[0]

    def may_act(self, name: str, row: Purchase) -> bool:
        if name == "withdraw":
            return row.awaits_payment
        return row.status in (PurchaseStatus.STARTED, PurchaseStatus.PAID, PurchaseStatus.FULFILLED)

    @action("withdraw", _("Cancel it"), _("Nobody has paid: the invoice is void, and nothing is owed."), icon="x", multiple=False)
    def withdraw(self, row: Purchase) -> Any:
        return self.each(row, withdraw_purchase, done=gettext("It is cancelled."))

    @action("refund", _("Refund"), icon="arrow-back-up", multiple=False)
    def refund(self, row: Purchase) -> Any:
        return redirect(url_for(f"{self.endpoint}.refund_page", pk=row.id))

    @expose("/refund/<pk>", methods=("GET", "POST"))
    @has_access
    def refund_page(self, pk: str) -> Any:
        row, form = self.one(pk), RefundForm()
        return self.verb_page(
            row,
            form,
            title=gettext("Refund %(what)s", what=row.title),
            hint=gettext(
                "Credit that is not spent is taken back, its share of the price is credited, and the money goes where it came from. Print credit goes back as a whole, if PaperCut has so much left."
            ),
            act=lambda: refund_purchase(row.id, reason=form.reason.data or "", by=current_actor()),
            done=gettext("PaperCut is asked for the print credit; the money follows it.")
            if row.unit is Unit.PRINTING and row.status is PurchaseStatus.FULFILLED
            else gettext("It is refunded."),
        )

    def stats(self, row: Purchase) -> list[Stat]:
        made = [Stat(gettext("Total"), as_money(row.total_cents, row))]
        if row.credit_cents:
            made.append(Stat(gettext("Credit"), as_money(row.credit_cents, row)))
        if row.refunded_cents:
            made.append(Stat(gettext("Refunded"), as_money(row.refunded_cents, row)))
        given = at_papercut(self.datamodel.session, row) if row.status is not PurchaseStatus.REFUNDED else None
        if given is not None:
            made.append(
                Stat(
                    gettext("Refund"),
                    gettext("Waits for PaperCut") if given.goes_back else gettext("Refused"),
                    hint=given.reason,
                    tone="yellow" if given.goes_back else "red",
                )
            )
        return made
