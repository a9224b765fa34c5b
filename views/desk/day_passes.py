"""Day passes: what was bought or given, and how many days are left; the desk gives and ends them."""

from __future__ import annotations

import uuid
from typing import Any

from flask import redirect, url_for
from flask_appbuilder.baseviews import expose
from flask_appbuilder.forms import DynamicForm
from flask_appbuilder.security.decorators import has_access
from flask_babel import gettext
from flask_babel import lazy_gettext as _
from wtforms import HiddenField, StringField
from wtforms.validators import InputRequired, Length

from app.actions.day_passes.end import end_day_pass
from app.actions.day_passes.give import give_day_pass
from app.core import clock
from app.models import DayPass
from app.web.actor import current_actor
from app.web.forms import tidy
from app.web.model_view import FoyerModelView, ScopedInterface, action
from app.web.once import key_sent
from app.web.place import reader_zone
from views.base.by_actions import ByActions
from views.base.links import linked
from views.base.record import RecordPage
from views.base.verb_page import VerbPage


class EndForm(DynamicForm):  # type: ignore[misc]
    reason = StringField(_("Why?"), filters=[tidy], validators=[InputRequired(_("Say why.")), Length(max=300)])


class DayPassView(ByActions, RecordPage, VerbPage, FoyerModelView):
    """Passes that were bought come by themselves once they are paid."""

    datamodel = ScopedInterface(DayPass)
    class_permission_name = "DayPass"
    route_base = "/day-passes"
    include_route_methods = {"list", "show", "add", "export", "action", "action_post", "end_page"}
    method_permission_name = {"end": "write", "end_page": "write"}
    singular = _("day pass")
    list_title = _("Day passes")
    list_columns = ["organisation", "user", "location", "days", "used", "valid_until", "product"]
    search_columns = ["organisation", "user", "location", "product", "days", "used", "valid_until"]
    base_order = ("id", "desc")
    exportable = True
    show_columns = ["organisation", "user", "location", "product", "days", "used", "valid_until", "reason", "made_by", "created_at"]
    add_columns = ["organisation", "user", "location", "days", "valid_until", "reason", "key"]
    add_form_extra_fields = {"key": HiddenField(default=lambda: f"desk-{uuid.uuid4().hex}")}
    label_columns = {"user": _("For"), "used": _("Used"), "valid_until": _("Until"), "made_by": _("Given by"), "reason": _("Why")}
    description_columns = {
        "user": _("Empty: anybody of the organisation."),
        "location": _("Empty: every location."),
        "valid_until": _("The last day on which it can be used; empty: without an end."),
    }
    formatters_columns = linked("location", "user")
    empty_title = _("Nobody has a day pass.")
    empty_text = _("Sell them in the shop as a product that brings days, or give one here. A visit beyond a membership's days uses one up.")
    empty_icon = "calendar"

    def create(self, asked: Any) -> DayPass:
        return give_day_pass(**self.given(asked), key=key_sent(asked), by=current_actor())

    def may_act(self, name: str, row: DayPass) -> bool:
        return row.used < row.days and (
            row.valid_until is None or row.valid_until >= clock.today(row.location.zone if row.location else reader_zone())
        )

    @action("end", _("End"), icon="circle-x", multiple=False)
    def end(self, row: DayPass) -> Any:
        return redirect(url_for("DayPassView.end_page", pk=row.id))

    @expose("/end/<pk>", methods=("GET", "POST"))
    @has_access
    def end_page(self, pk: str) -> Any:
        row, form = self.one(pk), EndForm()
        return self.verb_page(
            row,
            form,
            title=gettext("End %(what)s", what=row),
            act=lambda: end_day_pass(row.id, reason=form.reason.data, by=current_actor()),
            done=gettext("Ended."),
        )
