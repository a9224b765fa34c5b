"""Booking a room by form: asked, priced, then booked at that price; the same for staff and members, with and without script."""

from __future__ import annotations

import datetime as dt
from contextlib import suppress
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_appbuilder.baseviews import expose
from flask_appbuilder.security.decorators import has_access
from flask_babel import gettext as _

from app.access.actor import Actor
from app.access.permissions import Permission
from app.actions.bookings.create import create_booking
from app.core.clock import local, now
from app.core.errors import FoyerError
from app.models import Booking, Room
from app.queries.bookings.places import rooms_of
from app.web.actor import current_actor
from app.web.interface import key_of
from app.web.lookup import LookupField, rows_of
from app.web.numbers import whole
from app.web.refusals import attempt, show
from app.web.safe_next import safe_next
from views.base.screen import Screen
from views.bookings.extras_asked import ExtraAsked, extras_asked, typed_extras
from views.bookings.form import addresses_of, hold_of, holds, payer_of, staff_form, times_of, wish_of_form
from views.bookings.held import hold_said
from views.bookings.offer_said import OfferSaid, booking_when, offer_said, price_said
from views.bookings.record import BookingView

LOOK, BOOK = "look", "book"
WALL = "%Y-%m-%dT%H:%M"
HOUR = dt.timedelta(hours=1)


class Books:
    """Mixed in before Screen: `by()`, `form()` and `home()` say who books, what is asked, and where the booking's page is."""

    form_page = "screens/bookings/new.html"
    series_view = "SeriesView"

    def new_booking(self: Any) -> Any:
        """The form; with its answer the price; with the button under the price the booking."""
        by, form, made = self.by(), self.form(), list[Booking]()
        if request.method == "GET":
            asked(form)
            suggest(form, self.room_of(form))
        elif "take" in request.form:
            take(form, request.form["take"])
        offer = self.offer(form, by) if request.method == "GET" or form.validate() else None
        if offer is not None and request.form.get("do") == BOOK and attempt(form, lambda: made.append(self.book(form, by))):
            booking = made[0]
            if hold := hold_said(booking):
                flash(
                    _(
                        "%(hold)s: %(room)s, %(when)s. Confirm it on its page.",
                        hold=hold,
                        room=booking.room.name,
                        when=booking_when(booking),
                    ),
                    "success",
                )
            else:
                flash(
                    _(
                        "Booked: %(room)s, %(when)s. %(price)s.",
                        room=booking.room.name,
                        when=booking_when(booking),
                        price=price_said(booking.cost_cents, booking.currency),
                    ),
                    "success",
                )
            return redirect(safe_next(form.back.data, self.page_of(booking)))
        if form.errors and offer is not None:
            offer = self.offer(form, by)  # what stood in the way may have changed the price, or the room is taken now
        values = {
            "form": form,
            "offer": offer,
            "quote_url": url_for(".quote"),
            "book_url": url_for(".new"),
            "series_url": self.series_url(),
            "book_label": hold_label(form),
            "extras": self.extras(form, by),
        }
        if request.headers.get("HX-Request"):
            return render_template("screens/bookings/form.html", **values)
        return self.form_shown(_("Book a room"), values)

    def quoted(self: Any) -> Any:
        """The price of what is typed so far: a fragment beside the form."""
        by, form = self.by(), self.form()
        return render_template(
            "screens/bookings/offer.html",
            form=form,
            offer=self.offer(form, by) if is_timed(form) else None,
            book_label=hold_label(form),
            extras=self.extras(form, by),
        )

    def offer(self: Any, form: Any, by: Actor) -> OfferSaid | None:
        """Nothing while room and times are not said; a refusal goes to its field."""
        room = self.room_of(form)
        if room is None or not is_timed(form):
            return None
        try:
            return offer_said(self.session, room, wish_of_form(form, room, by), by=by)
        except FoyerError as refusal:
            show(form, refusal)
            return None

    def extras(self: Any, form: Any, by: Actor, booking: Booking | None = None) -> list[ExtraAsked]:
        """How many of each, as far as a room is chosen."""
        return extras_asked(self.session, self.room_of(form), booking, by=by, is_stale=getattr(form, "was_stale", False))

    def book(self: Any, form: Any, by: Actor) -> Booking:
        user_id, organisation_id = payer_of(form, by)
        return create_booking(
            by=by,
            user_id=user_id,
            organisation_id=organisation_id,
            key=form.key.data,
            hold_until=hold_of(form, self.room_of(form)),
            **self.typed(form),
        )

    def typed(self: Any, form: Any, booking: Booking | None = None) -> dict[str, Any]:
        """What the form says of a booking, new or changed, as its actions take it."""
        room: Room = self.room_of(form)
        starts_at, ends_at = times_of(form, room, booking)
        return {
            "room_id": room.id,
            "starts_at": starts_at,
            "ends_at": ends_at,
            "title": form.title.data or "",
            "note": form.note.data or "",
            "people": form.people.data,
            "is_open": form.is_open.data,
            "attendees": addresses_of(form.attendees.data),
            "extras": typed_extras(request.form),
            "override_reason": form.override_reason.data or "",
            "expected_cents": shown_cents(form),
        }

    def room_of(self: Any, form: Any) -> Room | None:
        """The chosen room, if this person may book there."""
        if isinstance(form.room, LookupField):
            found: Room | None = form.room.data
            return found
        return next((room for room in rooms_of(self.session, by=self.by()) if room.id == form.room.data), None)

    def series_url(self) -> str:
        """The same again and again."""
        return url_for(f"{self.series_view}.series")


class NewBookingView(Books, Screen):
    """GET and POST /bookings/new, and the price beside it."""

    route_base = "/bookings"
    default_view = "new"
    class_permission_name = "Booking"
    method_permission_name = {"new": "write", "quote": "write"}

    @expose("/new", methods=("GET", "POST"))
    @has_access
    def new(self) -> Any:
        return self.new_booking()

    @expose("/quote", methods=("POST",))
    @has_access
    def quote(self) -> Any:
        return self.quoted()

    def by(self) -> Actor:
        return current_actor()

    def form(self) -> Any:
        return staff_form(BookingView)

    def page_of(self, booking: Booking) -> str:
        return url_for("BookingView.show", pk=booking.id)

    def form_shown(self, title: str, values: dict[str, Any]) -> Any:
        crumbs = [(_("Calendar"), url_for("CalendarView.show"))]
        return self.render_template(
            self.form_page,
            title=title,
            crumbs=crumbs,
            cancel=url_for("CalendarView.show"),
            may_override=self.may(Permission.BOOKING_OVERRIDE),
            **values,
        )


def hold_label(form: Any) -> str:
    """What the button says while a hold is asked for; else it says the price."""
    return _("Hold the room") if holds(form) else ""


def shown_cents(form: Any) -> int | None:
    """The price that the person saw; nothing where none was shown, which no button does."""
    return whole(form.expected_cents.data)


def is_timed(form: Any) -> bool:
    return None not in (form.day.data, form.starts_at.data, form.ends_at.data)


def asked(form: Any) -> None:
    """?room=7&start=2026-12-01T09:00&end=2026-12-01T10:30&people=6&user=3: what a calendar or the finder knows already."""
    choose(form, "room", request.args.get("room", ""))
    if "user" in form and isinstance(form.user, LookupField):
        choose(form, "user", request.args.get("user", ""))
    begins, ends = wall(request.args.get("start", "")), wall(request.args.get("end", ""))
    form.back.data = request.args.get("back", "")
    if (people := whole(request.args.get("people", ""), 9999)) is not None:
        form.people.data = people
    if begins is not None:
        form.day.data, form.starts_at.data = begins.date(), begins.time()
    if ends is not None:
        form.ends_at.data = ends.time()


def suggest(form: Any, room: Room | None) -> None:
    """The next full hour in that room, where no time was asked for: most people book for soon, and see a price at once."""
    if room is None or form.day.data is not None:
        return
    here = local(now(), room.location.zone)
    begins = here.replace(minute=0, second=0, microsecond=0, tzinfo=None) + HOUR
    ends = begins + HOUR
    if begins.date() == ends.date() == here.date():
        form.day.data, form.starts_at.data, form.ends_at.data = begins.date(), begins.time(), ends.time()


def take(form: Any, text: str) -> None:
    """An alternative that somebody chose: "7 2026-12-01 09:00 10:30"; anything else changes nothing."""
    with suppress(ValueError):
        room, day, starts_at, ends_at = text.split()
        choose(form, "room", room)
        for field, said in ((form.day, day), (form.starts_at, starts_at), (form.ends_at, ends_at)):
            field.raw_data = [said]
            field.process_formdata([said])


def choose(form: Any, name: str, text: str) -> None:
    """The row of that number, if the form offers it."""
    if isinstance(form[name], LookupField):
        form[name].data = rows_of(form[name].view, form[name].column, [text]).get(text) if text else form[name].data
    elif (key := key_of(text)) is not None:
        form[name].data = key


def wall(text: str) -> dt.datetime | None:
    """A time on the wall, "2026-12-01T09:00"; None for anything else."""
    with suppress(ValueError):
        return dt.datetime.strptime(text, WALL)  # noqa: DTZ007 - a time on a wall has no zone
    return None
