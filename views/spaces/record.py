"""Spaces and the rooms in them."""

from __future__ import annotations

from typing import Any

from flask import redirect, url_for
from flask_babel import lazy_gettext as _

from app.access.permissions import Permission
from app.actions.rooms.change import change_room
from app.actions.rooms.create import create_room
from app.actions.rooms.remove import remove_room
from app.actions.spaces.change import change_space
from app.actions.spaces.create import create_space
from app.actions.spaces.remove import remove_space
from app.core.clock import today
from app.models import Room, Space
from app.queries.tickets.figures import faults_of_rooms
from app.web.actor import current_actor
from app.web.model_view import FoyerModelView, action
from views.base.behind import Behind, behind, of_relation
from views.base.by_actions import ByActions
from views.base.record import RecordPage, Stat
from views.base.said import filled
from views.base.words import CODE_HINT
from views.licenses.record import licenses_in_force
from views.tickets.at_home import unsolved


class RoomView(ByActions, RecordPage, FoyerModelView):
    datamodel = filled(Room, "code")
    route_base = "/rooms"
    imports = "rooms"
    show_template = "screens/rooms/room.html"
    list_title = _("Rooms")
    list_columns = ["name", "location", "space", "kind", "capacity", "peak_rate_cents", "off_peak_rate_cents"]
    export_columns = ("name", "code", "location", "space", "kind", "capacity", "peak_rate_cents", "off_peak_rate_cents", "is_private")
    search_columns = ["name", "code", "location", "space", "kind", "capacity", "is_private"]
    base_order = ("name", "asc")
    more_columns = ("min_minutes", "max_minutes", "buffer_minutes")
    inline_columns = ("name", "capacity", "amenities")
    exportable = True
    label_columns = {"peak_rate_cents": _("Peak, an hour"), "off_peak_rate_cents": _("Off-peak"), "is_private": _("Private")}
    description_columns = {
        "code": CODE_HINT,
        "peak_rate_cents": _("Written like 200.00, VAT included."),
        "off_peak_rate_cents": _("Written like 120.00, VAT included."),
        "amenities": _("Several are separated by ;"),
        "opening_hours": _("Empty: those of the location."),
        "buffer_minutes": _("Minutes kept free around a booking."),
    }
    edit_columns = [
        "name", "code", "space", "kind", "capacity", "amenities", "peak_rate_cents", "off_peak_rate_cents", "is_private", "opening_hours",
        "buffer_minutes", "min_minutes", "max_minutes",
    ]  # fmt: skip
    add_columns = edit_columns
    show_fieldsets = [
        (_("Room"), {"fields": ["name", "code", "location", "space", "kind", "capacity", "amenities", "is_private"]}),
        (_("Prices"), {"fields": ["peak_rate_cents", "off_peak_rate_cents"]}),
        (_("Booking"), {"fields": ["opening_hours", "buffer_minutes", "min_minutes", "max_minutes"]}),
    ]
    empty_text = _("A room is what members book by the hour.")
    create_with, change_with, remove_with = create_room, change_room, remove_room
    method_permission_name = {"links": "read", "picture": "read"}

    def stats(self, row: Room) -> list[Stat]:
        here = of_relation("room", row.id)
        return behind(
            self.datamodel.session,
            Behind(_("Bookings"), "BookingView", here),
            Behind(_("Closures"), "ClosureView", here),
            unsolved(room=row.id),
        )

    def render_template(self, template: str, **kwargs: Any) -> Any:
        by = current_actor()
        if template == self.show_template and by.may(Permission.TICKET_READ):
            row = kwargs["row"]
            kwargs["faults"] = faults_of_rooms(self.datamodel.session, [row.id], by=by).get(row.id, [])
            kwargs["report_url"] = url_for("TicketView.ask", where=f"room:{row.id}") if by.may(Permission.TICKET_WRITE) else ""
        return super().render_template(template, **kwargs)

    def may_act(self, name: str, row: Room) -> bool:
        return current_actor().may(Permission.ROOM_WRITE if name == "picture" else Permission.BOOKING_WRITE)

    @action("links", _("Calendar and screen"), icon="link", multiple=False)
    def links(self, row: Room) -> Any:
        return redirect(url_for("RoomLinksView.show", room_id=row.id))

    @action("picture", _("Picture"), icon="camera", multiple=False)
    def picture(self, row: Room) -> Any:
        return redirect(url_for("RoomPictureView.show", room_id=row.id))


class SpaceView(ByActions, RecordPage, FoyerModelView):
    datamodel = filled(Space, "code")
    route_base = "/spaces"
    imports = "spaces"
    list_title = _("Spaces")
    list_columns = ["name", "code", "location", "kind", "capacity"]
    search_columns = ["name", "code", "location", "kind", "capacity"]
    base_order = ("name", "asc")
    inline_columns = ("name", "capacity")
    exportable = True
    description_columns = {"code": CODE_HINT, "capacity": _("How many licenses fit; empty: no limit.")}
    edit_columns = ["name", "code", "kind", "capacity"]
    add_columns = ["location", *edit_columns]
    show_columns = ["name", "code", "location", "kind", "capacity"]
    empty_text = _("A space is an area or office that licenses occupy.")
    related_views = [RoomView]
    create_with, change_with, remove_with = create_space, change_space, remove_space

    def stats(self, row: Space) -> list[Stat]:
        here = of_relation("space", row.id)
        return behind(
            self.datamodel.session,
            licenses_in_force(today(row.location.zone), space=row.id),
            Behind(_("Rooms"), "RoomView", here),
            Behind(_("On the waiting list"), "WaitingEntryView", here),
        )
