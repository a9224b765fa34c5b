"""WiFi: who is online now, what a person did there, and the networks that groups land in."""

from __future__ import annotations

import datetime as dt
from typing import Any

from flask import abort, render_template, request, url_for
from flask_appbuilder.baseviews import expose
from flask_appbuilder.security.decorators import has_access
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from sqlalchemy import select

from app.access.permissions import Permission
from app.actions.wifi.add_group import add_wifi_group
from app.actions.wifi.change_group import change_wifi_group
from app.actions.wifi.end_session import end_session
from app.core import clock
from app.models import Access, FoyerUser, WifiGroup
from app.queries.wifi.online import connections, online
from app.queries.wifi.usage import usage
from app.rules.access import System
from app.web.actor import current_actor
from app.web.interface import ScopedInterface
from app.web.model_view import FoyerModelView
from app.web.place import chosen_location, reader_zone
from app.web.routes import READ, WRITE
from views.access.groups import AccessGroup
from views.access.looks import look_note
from views.base.by_actions import ByActions
from views.base.screen import Screen

DAYS = 14
UNITS = ("B", "kB", "MB", "GB", "TB")


def bytes_said(count: int) -> str:
    """As people say it: 1.2 GB."""
    size, unit = float(count), 0
    while size >= 1000 and unit < len(UNITS) - 1:
        size, unit = size / 1000, unit + 1
    return f"{size:.0f} {UNITS[unit]}" if unit < 2 or size >= 100 else f"{size:.1f} {UNITS[unit]}"


class WifiView(Screen):
    """GET /wifi, GET /wifi/person/<person> as a fragment, POST /wifi/end/<session>."""

    route_base = "/wifi"
    class_permission_name = "Wifi"
    default_view = "show"
    method_permission_name = {"show": "read", "person": "read", "end": "disconnect"}

    @expose("/")
    @has_access
    def show(self) -> Any:
        """Who is online; ?q= searches."""
        search = request.args.get("q", "")[:100]
        rows = online(self.session, by=current_actor(), location_id=chosen_location(), search=search)
        return self.render_template(
            "screens/access/wifi.html",
            title=_("WiFi"),
            subtitle=look_note(System.WIFI),
            rows=rows,
            people=len({row.access.user_id for row in rows}),
            search=search,
            may_end=self.may(Permission.WIFI_DISCONNECT),
            bytes_said=bytes_said,
        )

    @expose("/person/<pk>")
    @has_access
    def person(self, pk: str) -> Any:
        """What one person did on the WiFi: devices now and before, and how much by day."""
        user = ScopedInterface(FoyerUser, self.session).get(pk) or abort(404)
        account = self.session.scalars(select(Access).where(Access.user_id == user.id, Access.system == System.WIFI)).one_or_none()
        if account is None:
            return render_template("screens/access/wifi_person.html", account=None)
        zone = account.location.zone if account.location else reader_zone()
        today = clock.today(zone)
        return render_template(
            "screens/access/wifi_person.html",
            account=account,
            connections=connections(self.session, account.username),
            days=usage(self.session, account.username, first=today - dt.timedelta(days=DAYS - 1), last=today, zone=zone)[::-1],
            may_end=self.may(Permission.WIFI_DISCONNECT),
            bytes_said=bytes_said,
        )

    @expose("/end/<int:connection_id>", methods=("POST",))
    @has_access
    def end(self, connection_id: int) -> Any:
        done = _("The access point is asked to end it. The device may sign in again.")
        return self.attempt(lambda: end_session(connection_id, by=current_actor()), done, self.back(url_for("WifiView.show")))


class WifiGroupView(ByActions, AccessGroup, FoyerModelView):
    """Memberships put people into groups; here a group gets its network."""

    datamodel = ScopedInterface(WifiGroup)
    class_permission_name = "Wifi"
    system = System.WIFI
    route_base = "/wifi-groups"
    include_route_methods = (READ | WRITE | {"people"}) - {"delete"}
    singular = lazy_gettext("WiFi group")
    list_title = lazy_gettext("WiFi groups")
    list_columns = ["name", "vlan", "note"]
    search_columns = ["name", "vlan", "note"]
    quick_search = "name"
    base_order = ("name", "asc")
    add_columns = ["name", "vlan", "note"]
    edit_columns = ["vlan", "note"]
    show_columns = ["name", "vlan", "note"]
    label_columns = {"vlan": lazy_gettext("VLAN"), "note": lazy_gettext("Note")}
    description_columns = {
        "name": lazy_gettext("As memberships name it."),
        "vlan": lazy_gettext("1 to 4094; empty: the access point's own default network. Devices land there when they sign in next."),
    }
    empty_text = lazy_gettext("Memberships name WiFi groups, and they appear here; a VLAN keeps their members apart.")
    empty_icon = "wifi"
    create_with, change_with = add_wifi_group, change_wifi_group
