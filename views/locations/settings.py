"""One page a location: everything that can be said about it, what follows from it, and whether it says so itself."""

from __future__ import annotations

import datetime as dt
import enum
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from flask import abort, request, url_for
from flask_appbuilder.baseviews import expose
from flask_appbuilder.security.decorators import has_access
from flask_babel import gettext as _

from app.access.permissions import Permission
from app.actions.locations.back_to_usual import back_to_usual
from app.actions.locations.put_logo import put_logo, remove_logo
from app.actions.settings.known import KNOWN
from app.actions.templates.use_network import use_network_templates
from app.core.pictures import MOST_BYTES
from app.models import Location
from app.queries.debtors.policy import dunning_policy
from app.queries.location_settings import ROWS, has_usual, own_rows, usual
from app.queries.set_up.missing import missing
from app.queries.settings import setting
from app.rendering.logo import logo_address
from app.translation import choices
from app.web.actor import current_actor
from app.web.formats import as_percent, format_money
from app.web.interface import ScopedInterface
from app.web.present_password import password_said
from app.web.words import column_label, spoken
from views.base.screen import Screen
from views.locations.words import FORM, LABELS, MEANS, NETWORK, OTHERWISE, OWN
from views.set_up.words import LACKS


@dataclass(frozen=True)
class Said:
    """One line of the page. `is_own`: the location says it itself, and `back` is what it may go back to."""

    name: str
    label: Any
    value: str
    means: Any
    is_own: bool | None
    otherwise: str = ""
    back: bool = False


class LocationSettingsView(Screen):
    """GET /location-settings/<location>, and what lets it say nothing of its own."""

    route_base = "/location-settings"
    default_view = "page"
    class_permission_name = "Location"
    method_permission_name = {"page": "read", "usual": "write", "logo": "write", "no_logo": "write", "templates": "read"}

    @expose("/<int:location_id>")
    @has_access
    def page(self, location_id: int) -> Any:
        place, by = self._of(location_id), current_actor()
        lacks = [str(LACKS[lack]) for each in missing(self.session, by=by, location_id=location_id) for lack in each.lacks]
        counts, may_write = own_rows(self.session, location_id), self.may(Permission.LOCATION_WRITE)
        return self.render_template(
            "screens/location_settings.html",
            title=_("Settings of %(location)s", location=place.name),
            crumbs=[(_("Locations"), url_for("LocationView.list")), (place.name, url_for("LocationView.show", pk=place.id))],
            place=place,
            lacks=lacks,
            logo=logo_address(place.logo),
            groups=[(title, [said(place, name) for name in each["fields"]]) for title, each in FORM],
            network=[(title, [self._network(name) for name in names]) for title, names in NETWORK],
            reminds=dunning_policy(self.session).is_on,
            rows=[(name, counts[name], *OWN[name]) for name in ROWS],
            may_write=may_write,
            may_templates=self.may(Permission.TEMPLATE_WRITE) and counts["templates"].own,
            may_network=self.may(Permission.SETTING_READ),
        )

    def _network(self, name: str) -> Said:
        known = KNOWN[name]
        value = setting(self.session, name, known.default)
        return Said(name.replace(".", "__"), spoken(name.split(".")[-1]), spoken(value), known.meaning(), None)

    @expose("/<int:location_id>/usual", methods=("POST",))
    @has_access
    def usual(self, location_id: int) -> Any:
        self._of(location_id)
        name = request.form.get("name", "")
        if name == "bank_details":
            password_said()
        return self.attempt(
            lambda: back_to_usual(location_id, name, by=current_actor()),
            _("It is as usual again."),
            self.back(url_for(".page", location_id=location_id)),
        )

    @expose("/<int:location_id>/logo", methods=("POST",))
    @has_access
    def logo(self, location_id: int) -> Any:
        self._of(location_id)
        uploaded = request.files.get("logo")
        content = uploaded.read(MOST_BYTES + 1) if uploaded is not None else b""
        return self.attempt(
            lambda: put_logo(location_id, content, by=current_actor()),
            _("Documents show this logo from now on."),
            self.back(url_for(".page", location_id=location_id)),
        )

    @expose("/<int:location_id>/logo/remove", methods=("POST",))
    @has_access
    def no_logo(self, location_id: int) -> Any:
        self._of(location_id)
        return self.attempt(
            lambda: remove_logo(location_id, by=current_actor()),
            _("Documents begin with the name."),
            self.back(url_for(".page", location_id=location_id)),
        )

    @expose("/<int:location_id>/templates", methods=("POST",))
    @has_access
    def templates(self, location_id: int) -> Any:
        """The action asks for the right to change templates."""
        self._of(location_id)
        return self.attempt(
            lambda: use_network_templates(location_id, by=current_actor()),
            _("The templates of the network are used. Its own are kept, and not in use."),
            self.back(url_for(".page", location_id=location_id)),
        )

    def _of(self, location_id: int) -> Location:
        found: Location = ScopedInterface(Location, self.session).get(location_id) or abort(404)
        return found


def said(place: Location, column: str) -> Said:
    """A column of the location in words."""
    name = "xero_connection_id" if column == "xero_connection" else column
    value = getattr(place, name)
    is_own = has_usual(name) and (value or None) != (usual(name) or None)
    label, means = LABELS.get(column) or column_label(column), MEANS.get(column, "")
    otherwise = str(OTHERWISE.get(column, "")) if not value else ""
    leads_somewhere = usual(name) not in (None, "") or column in OTHERWISE  # emptying an address is no way back to anything
    return Said(name, label, _shown(place, column), means, is_own if has_usual(name) else None, otherwise, back=is_own and leads_somewhere)


def _shown(place: Location, column: str) -> str:
    value = getattr(place, column)
    if column == "language":
        return str(choices().get(value, value))
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if isinstance(value, enum.Enum):
        return spoken(str(value.value))
    if column.endswith("_cents") and value is not None:
        return format_money(value, place.currency)
    if isinstance(value, Decimal):
        return str(as_percent(value))
    if isinstance(value, dt.time):
        return f"{value:%H:%M}"
    return "" if value is None else str(value)
