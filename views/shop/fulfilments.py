"""What paid lines bring, and whether it came: each row visible, retried, and never dropped (U4, I10)."""

from __future__ import annotations

from typing import Any

from flask import redirect, url_for
from flask_appbuilder.baseviews import expose
from flask_appbuilder.forms import DynamicForm
from flask_appbuilder.security.decorators import has_access
from flask_babel import gettext
from flask_babel import lazy_gettext as _
from wtforms import SelectField
from wtforms.validators import InputRequired

from app.actions.fulfilments.decide import give_to, retry_fulfilment, settle_unknown
from app.models import Fulfilment
from app.models.fulfilment import FulfilmentState
from app.queries.fulfilments import people_of
from app.rendering.words.units import unit_said
from app.rules.units import Unit
from app.web.actor import current_actor
from app.web.formats import as_badge, as_money
from app.web.model_view import FoyerModelView, ScopedInterface, action
from views.base.links import linked
from views.base.record import RecordPage
from views.base.verb_page import VerbPage

VERBS = ("retry", "arrived", "missing", "give_to", "give_to_page")
S = FulfilmentState


class GiveToForm(DynamicForm):  # type: ignore[misc]
    user_id = SelectField(_("Person"), coerce=int, validators=[InputRequired(_("This is needed."))])


class FulfilmentView(RecordPage, VerbPage, FoyerModelView):
    """Made when an invoice is paid or a month below zero is sent, and brought about by jobs; people only decide what a machine may not."""

    datamodel = ScopedInterface(Fulfilment)
    route_base = "/fulfilments"
    include_route_methods = {"list", "show", "export", "action", "action_post", "give_to_page"}
    method_permission_name = dict.fromkeys(VERBS, "settle")
    list_title = _("Fulfilment")
    singular = _("fulfilment")
    list_columns = ["what", "organisation", "user", "unit", "cents", "state", "reason", "invoice", "credit_note", "done_at"]
    search_columns = ["what", "organisation", "user", "unit", "state", "location", "invoice", "credit_note", "done_at", "to_decide"]
    quick_search = "what"
    base_order = ("id", "desc")
    exportable = True
    label_columns = {
        "what": _("What"),
        "user": _("Person"),
        "unit": _("Brings"),
        "cents": _("Amount"),
        "attempt": _("Tries"),
        "returned_cents": _("Taken back"),
        "back_reason": _("Taken back because"),
        "back_by": _("Taken back by"),
        "comment": _("Comment at PaperCut"),
        "done_at": _("Given"),
        "balance_before_cents": _("Print credit before"),
        "asked_at": _("PaperCut was told"),
    }
    show_columns = [
        "organisation", "user", "what", "unit", "cents", "returned_cents", "invoice", "credit_note", "location", "state", "reason", "back_reason", "back_by", "attempt", "done_at", "comment",
        "balance_before_cents", "asked_at",
    ]  # fmt: skip
    formatters_columns = linked("organisation", "user", "invoice", "credit_note", "location") | {
        "state": as_badge,
        "unit": lambda value: unit_said(Unit(value)),
        "cents": as_money,
        "returned_cents": as_money,
        "balance_before_cents": as_money,
    }
    empty_title = _("Nothing to give yet.")
    empty_text = _("When an invoice with shop products is paid, the credits that they bring appear here.")
    empty_icon = "gift"

    def title_of(self, row: Fulfilment) -> str:
        return row.name

    def facts(self, row: Fulfilment) -> list[Any]:
        return [str(row.location), str(row.document)]

    def status_of(self, row: Fulfilment) -> str:
        return row.state.value

    def may_act(self, name: str, row: Fulfilment) -> bool:
        return {
            "retry": row.state in (S.FAILED, S.UNKNOWN),
            "arrived": row.state is S.UNKNOWN,
            "missing": row.state is S.UNKNOWN,
            "give_to": row.state is S.FAILED and row.unit is Unit.PRINTING,
        }[name]

    @action("retry", _("Try again"), icon="refresh")
    def retry(self, rows: Any) -> Any:
        return self.each(rows, retry_fulfilment, done=gettext("%(count)d are tried again."))

    @action(
        "arrived", _("It arrived"), _("The comment is in PaperCut's transaction log: it is not told again."), icon="check", multiple=False
    )
    def arrived(self, row: Fulfilment) -> Any:
        return self.each(row, settle_unknown, arrived=True, done=gettext("Noted: it arrived."))

    @action(
        "missing",
        _("It did not arrive"),
        _("The comment is not in PaperCut's transaction log: PaperCut is told again."),
        icon="x",
        multiple=False,
    )
    def missing(self, row: Fulfilment) -> Any:
        return self.each(row, settle_unknown, arrived=False, done=gettext("PaperCut is told again."))

    @action("give_to", _("Say whose account"), icon="user", multiple=False)
    def give_to(self, row: Fulfilment) -> Any:
        return redirect(url_for(f"{self.endpoint}.give_to_page", pk=row.id))

    @expose("/give-to/<pk>", methods=("GET", "POST"))
    @has_access
    def give_to_page(self, pk: str) -> Any:
        row, form = self.one(pk), GiveToForm()
        if not self.may_act("give_to", row):
            return redirect(url_for(f"{self.endpoint}.show", pk=row.id))
        by = current_actor()
        form.user_id.choices = [(each.id, str(each)) for each in people_of(self.datamodel.session, row.organisation_id, by=by)]
        return self.verb_page(
            row,
            form,
            title=gettext("Whose print account: %(what)s", what=row.what),
            act=lambda: give_to(row.id, form.user_id.data, by=by),
            done=gettext("It is on its way."),
        )
