"""Kiosks: the tablets at the door, when they were last heard of, and the address that pairs a new one."""

from __future__ import annotations

from typing import Any

from flask import current_app, url_for
from flask_appbuilder.baseviews import expose
from flask_appbuilder.security.decorators import has_access
from flask_babel import gettext
from flask_babel import lazy_gettext as _

from app.actions.kiosks.create import create_kiosk
from app.actions.kiosks.remove import remove_kiosk
from app.models import Kiosk
from app.rendering.qr import qr_code
from app.web.actor import current_actor
from app.web.formats import as_datetime
from app.web.model_view import FoyerModelView, ScopedInterface, action
from app.web.present_password import password_said
from app.web.refusals import attempt
from app.web.routes import ACTIONS, ADD
from views.base.links import linked
from views.base.record import RecordPage
from views.base.said import said


def heard(at: Any, row: Kiosk) -> str:
    """When, on the clock of the place."""
    return as_datetime(at, row) if at else gettext("Not paired yet")


class KioskView(RecordPage, FoyerModelView):
    """An address is on the page once, in the answer to the POST that made it."""

    datamodel = ScopedInterface(Kiosk)
    class_permission_name = "Kiosk"
    route_base = "/kiosks"
    include_route_methods = {"list", "show"} | ADD | ACTIONS
    method_permission_name = {"list": "read", "show": "read", "add": "write", "take_off": "write"}
    singular = _("kiosk")
    list_title = _("Kiosks")
    list_columns = ["name", "location", "seen_at", "made_by", "created_at"]
    search_columns = ["name", "location", "seen_at"]
    quick_search = "name"
    base_order = ("name", "asc")
    show_columns = ["location", "seen_at", "made_by", "created_at"]
    add_columns = ["location", "name"]
    label_columns = {"seen_at": _("Last heard of"), "made_by": _("Added by"), "created_at": _("Added")}
    description_columns = {"name": _("Where the tablet stands, such as Front door.")}
    formatters_columns = {**linked("location"), "seen_at": heard}
    empty_title = _("No kiosks yet.")
    empty_text = _("A tablet at the door lets guests and members check in by themselves. Add it here, then open its address on the tablet.")
    empty_icon = "device-tablet"

    @expose("/add", methods=("GET", "POST"))
    @has_access
    def add(self) -> Any:
        form, made = self.trimmed(self.add_form.refresh()), []
        if (
            form.is_submitted()
            and form.validate()
            and password_said()
            and attempt(form, lambda: made.append(create_kiosk(**said(form), by=current_actor())))
        ):
            kiosk, secret = made[0]
            base = current_app.extensions["settings"].public_url.rstrip("/")
            address = f"{base}{url_for('AtKioskView.pair', secret=secret)}"
            return self.render_template(
                "screens/kiosk_address.html", title=kiosk.name, kiosk=kiosk, address=address, code=qr_code(address), back=self.url("list")
            )
        if not form.is_submitted():
            self.prefilled(form)
        return self.render_template(self.add_template, title=self.add_title, widgets=self._get_add_widget(form), effect="", effect_title="")

    @action("take_off", _("Take off the list"), _("Take the chosen tablets off the list? They stop working at once."), icon="trash")
    def take_off(self, rows: Any) -> Any:
        return self.each(rows, remove_kiosk, done=gettext("Taken off the list."))
