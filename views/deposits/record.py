"""Deposits: what is asked, held and given back, and every movement."""

from __future__ import annotations

import datetime as dt
from typing import Any, ClassVar

from flask import redirect, request, url_for
from flask_appbuilder.baseviews import expose
from flask_appbuilder.models.sqla.filters import BaseFilter
from flask_appbuilder.security.decorators import has_access
from flask_babel import gettext
from flask_babel import lazy_gettext as _
from sqlalchemy.orm import selectinload
from wtforms import HiddenField

from app.actions.deposits.ask import ask_deposit
from app.actions.deposits.change import change_deposit
from app.actions.deposits.take_back import take_back_movement
from app.actions.own_key import sent_key
from app.core import clock
from app.models import Deposit, DepositMovement
from app.models.deposit import DepositStatus
from app.queries.deposits import has_ended, to_give_back
from app.web.actor import current_actor
from app.web.formats import as_money
from app.web.forms import Keyed
from app.web.model_view import FoyerModelView, action
from app.web.place import reader_today
from views.base.by_actions import ByActions
from views.base.links import linked
from views.base.record import RecordPage, Stat
from views.base.said import filled
from views.base.verb_page import VerbPage
from views.base.words import CODE_HINT
from views.deposits.forms import TakeBackForm
from views.deposits.verbs import PAGES, DepositVerbs

HELD = "_flt_1_held_cents"
GIVE_BACK = "_flt_4_asked_on"


class ToGiveBack(BaseFilter):  # type: ignore[misc]
    """Held though what it secures has ended before that day."""

    name = _("to be given back on")
    arg_name = "give_back"

    def apply(self, query: Any, value: Any) -> Any:
        return query.filter(*to_give_back(value))


def give_back_list(day: dt.date) -> str:
    """The address of the deposits that wait to be given back."""
    return url_for("DepositView.list", **{GIVE_BACK: day.isoformat()})


class DepositMovementView(VerbPage, FoyerModelView):
    """Written by the verbs of deposits, and never changed; what was wrong is taken back by another one."""

    datamodel = filled(DepositMovement, along=(selectinload(DepositMovement.deposit),))
    class_permission_name = "Deposit"
    route_base = "/deposit-movements"
    include_route_methods = {"list", "show", "related", "export", "action", "action_post", "take_back_page"}
    method_permission_name = {"take_back": "write", "take_back_page": "write"}
    list_title = _("Movements")
    singular = _("movement")
    list_columns = ["date", "deposit", "kind", "cents", "invoice", "reference", "reason", "recorded_by"]
    search_columns = ["deposit", "kind", "date", "cents", "invoice", "location", "reference", "reason", "recorded_by"]
    quick_search = "reference"
    base_order = ("id", "desc")
    exportable = True
    label_columns = {"cents": _("Amount"), "recorded_by": _("Recorded by"), "date": _("Day")}
    show_columns = ["deposit", "date", "kind", "cents", "invoice", "reference", "reason", "recorded_by"]
    formatters_columns = {**linked("deposit", "invoice", "location"), "cents": as_money}
    empty_text = _("Money that comes in for a deposit, and what becomes of it.")

    def title_of(self, row: DepositMovement) -> str:
        return f"{row.deposit.code} · {gettext(row.kind.value.capitalize())}"

    def may_act(self, name: str, row: DepositMovement) -> bool:
        return row.reverses_id is None

    @action("take_back", _("Take back"), icon="arrow-back-up", multiple=False)
    def take_back(self, row: DepositMovement) -> Any:
        return redirect(url_for(f"{self.endpoint}.take_back_page", pk=row.id))

    @expose("/take-back/<pk>", methods=("GET", "POST"))
    @has_access
    def take_back_page(self, pk: str) -> Any:
        row, form = self.one(pk), TakeBackForm()
        return self.verb_page(
            row,
            form,
            title=gettext("Take back: %(movement)s", movement=self.title_of(row)),
            act=lambda: take_back_movement(row.id, reason=form.reason.data or "", by=current_actor()),
            done=gettext("It is taken back."),
        )


class DepositView(ByActions, DepositVerbs, RecordPage, VerbPage, FoyerModelView):
    datamodel = filled(Deposit, "code", "location", "asked_on", "organisation")
    route_base = "/deposits"
    imports = "deposits"
    method_permission_name = PAGES
    exclude_route_methods = {"delete"}
    list_template = "screens/deposits/list.html"
    list_title = _("Deposits")
    singular = _("deposit")
    list_columns = ["code", "organisation", "license", "location", "asked_on", "amount_cents", "held_cents", "status"]
    search_columns = [
        "code",
        "organisation",
        "license",
        "location",
        "status",
        "asked_on",
        "amount_cents",
        "received_cents",
        "held_cents",
        "invoice",
        "reason",
    ]
    quick_search = "code"
    quick_columns = ("code", "organisation.name")
    quick_label = _("code or organisation")
    more_filters: ClassVar = {"asked_on": (ToGiveBack,)}
    base_order = ("id", "desc")
    exportable = True
    label_columns = {
        "asked_on": _("Asked on"),
        "amount_cents": _("Amount"),
        "held_cents": _("Held"),
        "received_cents": _("Received"),
        "reason": _("Note"),
    }
    description_columns = {
        "code": CODE_HINT,
        "organisation": _("Empty: that of the license."),
        "license": _("What it secures; empty: all that the organisation has at the location."),
        "location": _("Empty: that of the license, else the organisation's home."),
        "asked_on": _("It is invoiced by the first run whose cut-off is not before this day. Empty: today."),
        "amount_cents": _("Written like 5900.00. Deposits have no VAT."),
    }
    edit_columns = ["amount_cents", "asked_on", "reason"]
    add_columns = ["organisation", "license", "location", *edit_columns, "code", "form_key"]
    add_form_extra_fields: ClassVar = {"form_key": HiddenField(default=Keyed.key.kwargs["default"])}
    show_columns = [
        "organisation",
        "license",
        "location",
        "asked_on",
        "amount_cents",
        "received_cents",
        "held_cents",
        "invoice",
        "reason",
        "code",
    ]
    formatters_columns = linked("organisation", "license", "location", "invoice")
    empty_title = _("No deposits yet.")
    empty_text = _("Memberships that ask newcomers for one make them by themselves.")
    empty_icon = "coins"
    related_views = [DepositMovementView]
    change_with = change_deposit

    def create(self, asked: Any) -> Deposit:
        return self.made(ask_deposit(**self.given(asked), key=sent_key(current_actor(), asked.form_key.data), by=current_actor()))  # type: ignore[no-any-return]

    def may_edit(self, row: Deposit) -> bool:
        return row.status is DepositStatus.ASKED

    def title_of(self, row: Deposit) -> str:
        return f"{row.code} · {row.organisation.name}"

    def facts(self, row: Deposit) -> list[Any]:
        return [str(row.location), *([row.license.code] if row.license else [])]

    def status_of(self, row: Deposit) -> str:
        return row.status.value

    def stats(self, row: Deposit) -> list[Stat]:
        waits = row.held_cents and has_ended(self.datamodel.session, row, clock.today(row.location.zone))
        return [
            Stat(gettext("Amount"), as_money(row.amount_cents, row)),
            Stat(gettext("Outstanding"), as_money(row.outstanding_cents, row), hint=gettext("Invoiced, and not received")),
            Stat(
                gettext("Held"),
                as_money(row.held_cents, row),
                hint=gettext("To be given back") if waits else "",
                tone="red" if waits else "",
            ),
        ]

    def render_template(self, template: str, **kwargs: Any) -> Any:
        if template == self.list_template:
            day = reader_today()
            kwargs["shortcuts"] = [
                (gettext("All"), url_for("DepositView.list"), HELD not in request.args and GIVE_BACK not in request.args),
                (gettext("Held"), url_for("DepositView.list", **{HELD: "0"}), HELD in request.args),
                (gettext("To be given back"), give_back_list(day), GIVE_BACK in request.args),
            ]
        return super().render_template(template, **kwargs)
