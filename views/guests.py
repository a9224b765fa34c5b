"""Guests: who visited, by their address; forgotten when their time is over (K5)."""

from __future__ import annotations

from flask_babel import lazy_gettext as _

from app.models import Guest
from app.web.model_view import FoyerModelView, ScopedInterface


class GuestView(FoyerModelView):
    """Nobody types these: they come from the door, and say there who they are."""

    datamodel = ScopedInterface(Guest)
    class_permission_name = "Guest"
    route_base = "/guests"
    include_route_methods = {"list", "show", "export"}
    singular = _("guest")
    list_title = _("Guests")
    list_columns = ["name", "company", "email", "seen_at"]
    search_columns = ["name", "company", "email", "seen_at"]
    quick_search = "name"
    quick_columns = ("name", "email", "company")
    quick_label = _("name, mail or company")
    base_order = ("seen_at", "desc")
    exportable = True
    show_columns = ["name", "company", "email", "language", "seen_at", "created_at"]
    label_columns = {"email": _("Mail"), "seen_at": _("Last visit"), "created_at": _("First visit")}
    empty_title = _("Nobody has visited yet.")
    empty_text = _("Whoever checks in as a guest, at the tablet, on their phone or at the desk, is here, until their time is over.")
    empty_icon = "users"
