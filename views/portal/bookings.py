"""/my/bookings: find a room, what is booked, and the calendar of the rooms."""

from __future__ import annotations

from typing import Any

from flask import Response, abort, jsonify, request, url_for
from flask_appbuilder.baseviews import expose
from flask_appbuilder.utils.limit import Limit
from flask_babel import gettext as _

from app.access.actor import Actor
from app.core.clock import now
from app.queries.bookings.calendar import agenda
from app.web.limits import a_person
from views.bookings.agenda import day_agenda
from views.bookings.calendar import drawn
from views.bookings.drags import Drags
from views.bookings.feed import feed, whose_words
from views.bookings.finder import finder
from views.bookings.shown_days import ShownDays, shown_days
from views.portal.booking_words import booking_said
from views.portal.mine import Mine

SOON, MOST = 10, 200  # bookings in the list, and in the whole list


class MyBookingsView(Drags, Mine):
    route_base = "/my/bookings"
    default_view = "show"
    limits = [Limit("60 per hour", key_func=a_person, methods=("POST",))]

    @expose("/")
    def show(self) -> Any:
        by = self.by()
        found = finder(self.session, by=by, new="MyBookingView.new", preferred=self.home())
        shown, most = self._shown(by), MOST if request.args.get("all") else SOON
        booked = agenda(self.session, now(), by=by, most=most + 1)
        return self.page(
            "bookings",
            _("Bookings"),
            found=found,
            here=url_for(".show"),
            lines=[booking_said(each, by) for each in booked[:most]],
            all_url=url_for(".show", all=1) if len(booked) > most else "",
            shown=shown,
            home="MyBookingsView",
            key=whose_words(by),
            calendar=drawn(shown, "MyBookingsView", new="MyBookingView.new", panel="MyBookingView.panel", may_book=True) if shown else None,
        )

    @expose("/events")
    def events(self) -> Response:
        by = self.by()
        shown = self._shown(by) or abort(404)
        return jsonify(feed(self.session, shown.location, shown.rooms, shown.first, shown.last, by=by))

    @expose("/agenda")
    def agenda(self) -> Any:
        """What stands in the rooms on a day, as a list."""
        by = self.by()
        shown = self._shown(by) or abort(404)
        return self.page(
            "room_agenda",
            _("Rooms on one day"),
            subtitle=shown.title,
            shown=shown,
            lines=day_agenda(self.session, shown, by=by, page="MyBookingView.one"),
            home="MyBookingsView",
        )

    @expose("/price")
    def quote(self) -> Response:
        return self.dragged_quote()

    @expose("/move", methods=("POST",))
    def move(self) -> Response:
        return self.dragged_move()

    def home(self) -> int | None:
        me = self.me()
        return me.location_id or (me.organisation.location_id if me.organisation else None)

    def _shown(self, by: Actor) -> ShownDays | None:
        return shown_days(self.session, by=by, preferred=self.home()) or shown_days(self.session, by=by)
