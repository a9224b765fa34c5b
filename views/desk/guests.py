"""Guests: who visited, by their address; forgotten when their time is over (K5)."""

from __future__ import annotations

from flask_babel import gettext
from flask_babel import lazy_gettext as _

from app.access.permissions import Permission
from app.models import Guest
from app.queries.presence.guest import contact_at, visits_of
from app.web.actor import current_actor
from app.web.model_view import FoyerModelView, ScopedInterface
from views.base.links import address_of
from views.base.record import RecordPage, Stat


class GuestView(RecordPage, FoyerModelView):
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

    def stats(self, row: Guest) -> list[Stat]:
        """Their visits, and the one page over the person."""
        by, session = current_actor(), self.datamodel.session
        made = (
            [Stat(gettext("Visits"), visits_of(session, row, by=by), address_of("CheckInView.list", _flt_0_guest=row.id))]
            if by.may(Permission.CHECK_IN_READ)
            else []
        )
        contact = contact_at(session, row.email, by=by)
        if contact is not None and (href := address_of("ContactView.show", pk=contact.id)):
            made.append(Stat(gettext("Contact"), 1, href))
        return made
