"""A booking that repeats: every date with its price and what stands in its way, then all of them, or none."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_appbuilder.baseviews import expose
from flask_appbuilder.security.decorators import has_access
from flask_babel import gettext as _
from flask_babel import ngettext

from app.access.actor import Actor
from app.actions.bookings.create_series import create_series
from app.core.errors import FoyerError
from app.models import Booking
from app.web.refusals import attempt, show
from views.bookings.form import addresses_of
from views.bookings.new import BOOK, NewBookingView, asked, shown_cents
from views.bookings.offer_said import booking_when
from views.bookings.record import BookingView
from views.bookings.series_dates import SeriesSaid, series_said
from views.bookings.series_form import plan_of, series_form

REPEAT = "repeat"
TIMED = ("day", "starts_at", "ends_at", "last_on", "interval")


class BooksSeries:
    """Mixed in before Books, whose `by`, `room_of`, `page_of` and `form_shown` it uses."""

    lookups: type[Any] | None = None
    series_page = "screens/bookings/series.html"

    def new_series(self: Any) -> Any:
        by, form, made = self.by(), series_form(self.session, self.by(), self.lookups), list[Booking]()
        if request.method == "GET":
            asked(form)
        is_begun = request.form.get("do") == REPEAT  # comes from the form of one booking, with what was typed there
        dates = self.dates(form, by) if request.method == "POST" and not is_begun and form.validate() else None
        if dates is not None and request.form.get("do") == BOOK and attempt(form, lambda: made.extend(self.book_series(form, dates, by))):
            text = ngettext(
                "%(num)d date is booked, from %(when)s.", "%(num)d dates are booked, from %(when)s.", len(made), when=booking_when(made[0])
            )
            flash(text, "success")
            return redirect(self.page_of(made[0]))
        if form.errors and dates is not None:
            dates = self.dates(form, by)
        return self.series_shown(
            _("Book a room again and again"),
            {"form": form, "dates": dates, "dates_url": url_for(".series_dates"), "extras": self.extras(form, by)},
        )

    def dated(self: Any) -> Any:
        """The dates of what is typed so far: a fragment below the form."""
        by, form = self.by(), series_form(self.session, self.by(), self.lookups)
        is_said = all(form[name].data is not None for name in TIMED)
        return render_template(
            "screens/bookings/series_dates.html", form=form, dates=self.dates(form, by) if is_said else None, extras=self.extras(form, by)
        )

    def dates(self: Any, form: Any, by: Actor) -> SeriesSaid | None:
        room = self.room_of(form)
        if room is None:
            return None
        try:
            return series_said(self.session, room, plan_of(form, room, by), request.form, by=by)
        except FoyerError as refusal:
            show(form, refusal)
            return None

    def book_series(self: Any, form: Any, dates: SeriesSaid, by: Actor) -> list[Booking]:
        return create_series(
            plan_of(form, self.room_of(form), by),
            by=by,
            title=form.title.data or "",
            note=form.note.data or "",
            is_open=form.is_open.data,
            attendees=addresses_of(form.attendees.data),
            skip=dates.skip,
            instead=dates.instead,
            override_reason=form.override_reason.data or "",
            expected_cents=shown_cents(form),
            key=form.key.data,
        )


class SeriesView(BooksSeries, NewBookingView):
    """GET and POST /bookings/series, and the dates below it."""

    route_base = "/bookings/series"
    default_view = "series"
    include_route_methods = {"series", "series_dates"}
    method_permission_name = {"series": "write", "series_dates": "write"}
    lookups = BookingView

    @expose("/", methods=("GET", "POST"))
    @has_access
    def series(self) -> Any:
        return self.new_series()

    @expose("/dates", methods=("POST",))
    @has_access
    def series_dates(self) -> Any:
        return self.dated()

    def series_shown(self, title: str, values: dict[str, Any]) -> Any:
        return self.render_template(self.series_page, title=title, crumbs=[(_("Calendar"), url_for("CalendarView.show"))], **values)
