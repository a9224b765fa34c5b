"""Meetings and visits of the sales team, as a list: when, with whom, who receives them, and what became of it."""

from __future__ import annotations

from typing import Any, ClassVar

from flask import url_for
from flask_appbuilder.models.sqla.filters import BaseFilter
from flask_babel import lazy_gettext as _
from markupsafe import Markup

from app.actions.activities.plan import MEETS
from app.models import Activity
from app.web.model_view import FoyerModelView, ScopedInterface
from views.base.day_filters import DAY_FILTERS
from views.base.links import linked
from views.contacts.forms import kind_said

CONTACT = Markup('<a class="text-reset" href="{}">{}</a>')


class Meets(BaseFilter):  # type: ignore[misc]
    name = "meets"
    arg_name = "meets"

    def apply(self, query: Any, value: Any) -> Any:
        return query.filter(Activity.kind.in_(MEETS))


class MeetingView(FoyerModelView):
    """They are planned, changed and called off on the page of the contact."""

    datamodel = ScopedInterface(Activity)
    class_permission_name = "Contact"
    route_base = "/meetings"
    include_route_methods = {"list"}
    base_filters: ClassVar = [["kind", Meets, ""]]
    singular = _("meeting")
    list_title = _("Meetings and visits")
    list_columns = ["at", "contact", "subject", "kind", "host", "location", "status"]
    search_columns = ["subject", "contact", "host", "kind", "status", "location", "at"]
    more_filters: ClassVar = {"at": DAY_FILTERS}
    quick_search = "subject"
    order_columns = ["at", "subject", "kind", "status"]
    base_order = ("at", "desc")
    label_columns = {"at": _("When"), "contact": _("Contact"), "subject": _("About"), "host": _("Host"), "kind": _("Kind")}
    formatters_columns = linked("location", "host") | {
        "kind": kind_said,
        "contact": lambda contact: CONTACT.format(url_for("ContactView.show", pk=contact.id), contact.name),
    }
    empty_title = _("No meeting is planned.")
    empty_text = _("Meetings and visits are planned on the page of a contact or a lead.")
    empty_icon = "calendar-event"
