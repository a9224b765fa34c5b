"""Check-ins as a list: who was where, from when until when, and how that became known."""

from __future__ import annotations

from typing import Any

from flask_appbuilder.models.sqla.filters import BaseFilter
from flask_babel import gettext
from flask_babel import lazy_gettext as _
from sqlalchemy import false

from app.actions.check_ins.check_out import check_out
from app.models import CheckIn
from app.queries.presence.asked import KINDS
from app.rendering.words.check_ins import source_said
from app.web.model_view import FoyerModelView, ScopedInterface, action
from app.web.routes import ACTIONS, READ
from views.base.day_filters import DAY_FILTERS
from views.base.links import linked
from views.base.record import RecordPage
from views.desk.words import left_said


class IsKind(BaseFilter):  # type: ignore[misc]
    """Members, guests, or visitors from other networks."""

    name = _("is a (member, guest or visitor)")
    arg_name = "kind"

    def apply(self, query: Any, value: Any) -> Any:
        kinds = {who.value: criterion for who, criterion in KINDS.items()}
        return query.filter(kinds.get(str(value).strip().lower(), false()))


class CheckInView(RecordPage, FoyerModelView):
    """Written by arriving and leaving alone."""

    datamodel = ScopedInterface(CheckIn)
    route_base = "/check-ins"
    include_route_methods = READ | ACTIONS
    method_permission_name = {"check_out": "write"}
    singular = _("check-in")
    list_title = _("Check-ins")
    list_columns = ["arrived_at", "left_at", "name", "company", "host", "source", "location"]
    export_columns = (
        "arrived_at",
        "left_at",
        "name",
        "company",
        "user",
        "host",
        "host_name",
        "source",
        "left_by",
        "was_offline",
        "location",
        "made_by",
    )
    search_columns = ["name", "company", "user", "guest", "host", "source", "left_by", "location", "arrived_at", "left_at"]
    more_filters = {"arrived_at": DAY_FILTERS, "name": (IsKind,)}
    quick_search = "name"
    quick_columns = ("name", "company", "host_name")
    quick_label = _("name or company")
    base_order = ("arrived_at", "desc")
    exportable = True
    show_columns = [
        "arrived_at",
        "left_at",
        "location",
        "user",
        "company",
        "host",
        "host_name",
        "visit",
        "source",
        "left_by",
        "was_offline",
        "made_by",
    ]
    label_columns = {
        "arrived_at": _("In"), "left_at": _("Out"), "user": _("Member"), "host": _("Host"), "host_name": _("Host as they said"), "visit": _("Invitation"), "source": _("How known"),
        "left_by": _("How they left"), "was_offline": _("The kiosk had no network"), "made_by": _("Written by"), "name": _("Name"),
    }  # fmt: skip
    formatters_columns = linked("user", "location", "host") | {
        "source": lambda value, _row: source_said(value),
        "left_by": lambda value, _row: left_said(value),
        "name": lambda value, _row: value or gettext("No longer known"),
    }
    empty_title = _("Nobody has checked in yet.")
    empty_text = _("Check-ins come from the kiosk, the portal, the desk, doors and the WiFi.")
    empty_icon = "login"

    def title_of(self, row: CheckIn) -> str:
        return row.name or gettext("No longer known")

    def may_act(self, name: str, row: CheckIn) -> bool:
        return row.left_at is None

    @action("check_out", _("Check out"), icon="logout")
    def check_out(self, rows: Any) -> Any:
        return self.each(rows, check_out, done=gettext("%(count)d checked out."))
