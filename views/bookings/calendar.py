"""The booking calendar of staff: the rooms of a location as rows over a day or a week; on a phone the same as a list."""

from __future__ import annotations

from typing import Any

from flask import Response, abort, jsonify, render_template, request, url_for
from flask_appbuilder.baseviews import expose
from flask_appbuilder.security.decorators import has_access
from flask_babel import gettext as _
from flask_babel import ngettext

from app.access.actor import Actor
from app.access.permissions import Permission
from app.core.entity import db
from app.models import Room
from app.queries.bookings.finder import amenities_of
from app.queries.tickets.figures import faults_of_rooms
from app.web.actor import current_actor
from app.web.avatars import room_picture_address, room_picture_said
from app.web.formats import reader
from app.web.place import chosen_location
from app.web.words import spoken
from views.base.screen import Screen
from views.bookings.agenda import day_agenda
from views.bookings.drags import Drags
from views.bookings.feed import feed, whose_words
from views.bookings.shown_days import ShownDays, shown_days

PAGE = "screens/bookings/calendar.html"

DAY_FIRST = {"en": "en-GB"}  # what browsers call a language whose dates the house writes with the day first


class CalendarView(Drags, Screen):
    """GET /calendar/, what it draws as JSON, a day as a list, and what is dragged on it."""

    route_base = "/calendar"
    default_view = "show"
    class_permission_name = "Booking"
    method_permission_name = {"show": "read", "events": "read", "agenda": "read", "quote": "write", "move": "write"}

    @expose("/")
    @has_access
    def show(self) -> Any:
        shown = self._shown()
        if shown is None:
            return self.render_template(PAGE, title=_("Calendar"), shown=None, may_add_room=self.may(Permission.ROOM_WRITE))
        return self.render_template(
            PAGE,
            title=_("Calendar"),
            subtitle=shown.title,
            shown=shown,
            calendar=drawn(
                shown, "CalendarView", new="NewBookingView.new", panel="BookingView.panel", may_book=self.may(Permission.BOOKING_WRITE)
            ),
            key=whose_words(current_actor()),
            home="CalendarView",
            new_url=url_for("NewBookingView.new") if self.may(Permission.BOOKING_WRITE) else "",
        )

    @expose("/events")
    @has_access
    def events(self) -> Response:
        """Bookings and closed times of the shown days."""
        shown = self._shown() or abort(404)
        return jsonify(feed(self.session, shown.location, shown.rooms, shown.first, shown.last, by=current_actor()))

    @expose("/agenda")
    @has_access
    def agenda(self) -> Any:
        """The chosen day as a list; alone on a page for who has no script."""
        shown = self._shown() or abort(404)
        lines = day_agenda(self.session, shown, by=current_actor(), page="BookingView.show")
        if request.headers.get("HX-Request"):
            return render_template("screens/bookings/agenda.html", lines=lines)
        return self.render_template(
            "screens/bookings/agenda_page.html",
            title=_("Bookings on one day"),
            subtitle=shown.title,
            shown=shown,
            lines=lines,
            home="CalendarView",
        )

    @expose("/quote")
    @has_access
    def quote(self) -> Response:
        return self.dragged_quote()

    @expose("/move", methods=("POST",))
    @has_access
    def move(self) -> Response:
        return self.dragged_move()

    def by(self) -> Actor:
        return current_actor()

    def _shown(self) -> ShownDays | None:
        return shown_days(self.session, by=current_actor(), preferred=chosen_location())


def drawn(shown: ShownDays, view: str, *, new: str, panel: str, may_book: bool) -> dict[str, Any]:
    """What the script needs besides the bookings; `view` is the screen that answers it, `new` and `panel` the form and a booking in brief."""
    begins, ends = shown.window
    faults = faults_of(shown, current_actor()) if view == "CalendarView" else {}
    return {
        "view": shown.view,
        "date": shown.first.isoformat(),
        "today": (shown.today - shown.first).days if shown.first <= shown.today <= shown.last else 0,
        "begins": begins,
        "ends": ends,
        "offset": shown.offset(),
        "locale": DAY_FIRST.get(str(reader()), str(reader()).replace("_", "-")),
        "week": (reader().first_week_day + 1) % 7,
        "events": url_for(f"{view}.events", **shown.args()),
        "rooms": [room_told(room, linked=view == "CalendarView", faults=faults.get(room.id, 0)) for room in shown.rooms],
        "books": may_book,
        "quote": url_for(f"{view}.quote"),
        "move": url_for(f"{view}.move"),
        "new": url_for(new),
        "panel": url_for(panel, pk="0").removesuffix("0"),
        "words": {
            "held": _("On hold"),
            "repeats": _("Repeats"),
            "buffer": _("then %(minutes)s minutes kept free", minutes="#"),
            "offline": _("Foyer does not answer. Try again in a moment."),
            "failed": _("The bookings could not be fetched. Load the page again."),
        },
    }


def faults_of(shown: ShownDays, by: Actor) -> dict[int, int]:
    """How many tickets about each room are open, for who may read them."""
    if not by.may(Permission.TICKET_READ):
        return {}
    return {room_id: len(found) for room_id, found in faults_of_rooms(db.session(), [room.id for room in shown.rooms], by=by).items()}


def room_told(room: Room, *, linked: bool, faults: int = 0) -> dict[str, Any]:
    """The head of a row."""
    return {
        "id": room.id,
        "name": room.name,
        "about": " · ".join([ngettext("%(num)d person", "%(num)d people", room.capacity), spoken(room.kind.value), *amenities_of(room)]),
        "href": url_for("RoomView.show", pk=room.id) if linked else "",
        "picture": {"src": room_picture_address(room, is_small=True), "alt": room_picture_said(room)} if room.picture_id else None,
        "fault": ngettext("%(num)d open ticket", "%(num)d open tickets", faults) if faults else "",
    }
