"""Closures: days on which rooms cannot be booked, with the bookings that stand in them all the same."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _

from app.actions.closures.change import change_closure
from app.actions.closures.create import create_closure
from app.actions.closures.remove import remove_closure
from app.models import Closure
from app.web.model_view import FoyerModelView
from views.base.behind import Behind, behind, of_relation
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
        """What was booked before it was closed; the list that opens can be cancelled as a whole."""
        where = of_relation("location", row.location_id) if row.room_id is None else of_relation("room", row.room_id)
        says = where | {"_flt_0_blocks_room": "y", "_flt_6_starts_at": row.ends_on.isoformat(), "_flt_4_ends_at": row.starts_on.isoformat()}
        hint = gettext("Cancel or move them: closing alone tells nobody.")
        return [
            stat if stat.value else replace(stat, hint="")
            for stat in behind(self.datamodel.session, Behind(gettext("Booked on these days"), "BookingView", says, warns=True, hint=hint))
        ]
