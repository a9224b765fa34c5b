"""Refused at kiosks: who came while a tablet had no network, and could not be checked in when it told so."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _

from app.actions.kiosks.put_aside import take_off_refusal
from app.models import KioskRefusal
from app.web.model_view import FoyerModelView, ScopedInterface, action
from app.web.routes import ACTIONS
from views.base.links import linked


class KioskRefusalView(FoyerModelView):
    datamodel = ScopedInterface(KioskRefusal)
    class_permission_name = "CheckIn"
    route_base = "/refused-at-kiosks"
    include_route_methods = {"list"} | ACTIONS
    method_permission_name = {"list": "read", "seen": "write"}
    singular = _("refusal")
    list_title = _("Refused at kiosks")
    list_columns = ["who", "why", "at", "kiosk", "location"]
    search_columns = ["who", "kiosk", "location", "at"]
    quick_search = "who"
    base_order = ("at", "desc")
    label_columns = {"who": _("Who came"), "why": _("Why it was refused"), "at": _("When"), "kiosk": _("Kiosk")}
    formatters_columns = linked("location")
    empty_title = _("Nothing was refused.")
    empty_text = _("Who comes while a kiosk has no network is checked in once it has one. Whoever cannot be, stands here.")
    empty_icon = "circle-check"

    @action("seen", _("I have looked at it"), _("Take the chosen rows off this list?"), icon="check")
    def seen(self, rows: Any) -> Any:
        return self.each(rows, take_off_refusal, done=gettext("Taken off the list."))
