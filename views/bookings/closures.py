"""Closures: days on which rooms cannot be booked, with the bookings that stand in them all the same."""

from __future__ import annotations

from typing import Any

from flask import url_for
from flask_babel import gettext
from flask_babel import lazy_gettext as _

from app.actions.closures.change import change_closure
from app.actions.closures.create import create_closure
from app.actions.closures.remove import remove_closure
from app.models import Closure
from app.queries.bookings.closed_over import bookings_in
from app.web.model_view import FoyerModelView
from views.base.by_actions import ByActions
from views.base.links import linked
from views.base.record import RecordPage, Stat
from views.base.said import filled


class ClosureView(ByActions, RecordPage, FoyerModelView):
    """Whoever writes rooms closes them."""

    datamodel = filled(Closure, "location", "ends_on")
    class_permission_name = "Room"
    route_base = "/closures"
    singular = _("closure")
    list_title = _("Closures")
    list_columns = ["reason", "location", "room", "starts_on", "ends_on"]
    search_columns = ["reason", "location", "room", "starts_on", "ends_on"]
    quick_search = "reason"
    base_order = ("starts_on", "desc")
    description_columns = {
        "location": _("Empty: that of the room."),
        "room": _("Empty: the whole location."),
        "ends_on": _("Empty: one day."),
        "reason": _("Members read it, such as: public holiday, painting."),
    }
    add_columns = edit_columns = ["location", "room", "starts_on", "ends_on", "reason"]
    show_columns = ["reason", "location", "room", "starts_on", "ends_on"]
    formatters_columns = linked("location")
    empty_text = _("Days on which a location or a room cannot be booked.")
    create_with, change_with, remove_with = create_closure, change_closure, remove_closure

    def create(self, asked: Any) -> Closure:
        return self.made(super().create(asked))

    def stats(self, row: Closure) -> list[Stat]:
        """What was booked before it was closed."""
        count = bookings_in(self.datamodel.session, row)
        href = url_for("CalendarView.show", location=row.location_id, on=row.starts_on)
        return [Stat(gettext("Booked on these days"), count, href, tone="red" if count else "", hint=gettext("Cancel or move them: closing alone tells nobody.") if count else "")]
