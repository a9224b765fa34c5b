"""/my/bookings: find a room, what is booked, the calendar of the rooms, and the page of a booking of one's own."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import Response, abort, flash, jsonify, redirect, render_template, request, url_for
from flask_appbuilder.baseviews import expose
from flask_babel import gettext as _

from app.access.actor import Actor
from app.actions.bookings.cancel import cancel_booking
from app.actions.bookings.cancel_series import cancel_series
from app.actions.bookings.check_in import EARLY, check_in_booking
from app.actions.bookings.confirm import confirm_booking
from app.actions.bookings.end import end_booking
from app.core.clock import now
from app.models import Booking
from app.models.booking import BookingStatus
from app.queries.bookings.calendar import agenda
from app.queries.bookings.house_rules import house_rules
from app.queries.bookings.quote import notices
from app.queries.bookings.series_to_come import to_come
from app.web.formats import format_money
from views.bookings.agenda import day_agenda
from views.bookings.calendar import drawn
from views.bookings.change import Changes, seen_booking
from views.bookings.drags import Drags
from views.bookings.feed import feed, whose_words
from views.bookings.finder import finder
from views.bookings.form import own_form
from views.bookings.held import held_cents
from views.bookings.new import Books
from views.bookings.offer_said import booking_when, policy_said, price_said
from views.bookings.record import money_of
from views.bookings.refund import refund_now
from views.bookings.series import BooksSeries
from views.bookings.shown_days import ShownDays, shown_days
from views.portal.mine import Mine

SOON, MOST = 10, 200  # bookings in the list, and in the whole list


@dataclass(frozen=True)
class BookingSaid:
    """One line of the agenda, in the words of members."""

    id: int
    title: str
    room: str
    when: str
    who: str
    word: str
    tone: str
    is_now: bool


def booking_said(booking: Booking, by: Actor) -> BookingSaid:
    at = now()
    is_now = booking.starts_at <= at < booking.ends_at
    word, tone = {BookingStatus.HELD: (_("On hold"), "yellow"), BookingStatus.CHECKED_IN: (_("Checked in"), "green")}.get(booking.status, (_("Now"), "green") if is_now else ("", ""))
    return BookingSaid(
        id=booking.id,
        title=booking.title or booking.room.name,
        room=f"{booking.room.name}, {booking.location.name}",
        when=booking_when(booking),
        who="" if booking.user_id == by.id else str(booking.user or booking.organisation),
        word=word,
        tone=tone,
        is_now=is_now,
    )


class MyBookingsView(Drags, Mine):
    route_base = "/my/bookings"
    default_view = "show"

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
        return self.page("room_agenda", _("Rooms on one day"), subtitle=shown.title, shown=shown, lines=day_agenda(self.session, shown, by=by, page="MyBookingView.one"), home="MyBookingsView")

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


class MyBookingView(Changes, BooksSeries, Books, Mine):
    """A new booking, and the page of one that is there."""

    route_base = "/my/bookings"
    default_view = "new"
    series_view = "MyBookingView"

    @expose("/new", methods=("GET", "POST"))
    def new(self) -> Any:
        return self.new_booking()

    @expose("/quote", methods=("POST",))
    def quote(self) -> Any:
        return self.quoted()

    @expose("/series", methods=("GET", "POST"))
    def series(self) -> Any:
        return self.new_series()

    @expose("/series/dates", methods=("POST",))
    def series_dates(self) -> Any:
        return self.dated()

    @expose("/<int:pk>")
    def one(self, pk: int) -> Any:
        by = self.by()
        booking = seen_booking(self, pk, by)
        return self.page("booking", booking.title or booking.room.name, facts=[booking_when(booking)], **told(self, booking, by))

    @expose("/panel/<int:pk>")
    def panel(self, pk: int) -> Any:
        """The same in brief, beside the calendar."""
        booking = seen_booking(self, pk, self.by())
        changes, cancels = (url_for(".change", pk=pk), url_for(".cancel", pk=pk)) if booking.is_live else ("", "")
        values = {"row": booking, "title": booking.title or booking.room.name, "when": booking_when(booking), "money": money_of(booking)}
        return render_template("screens/bookings/panel.html", **values, page=url_for(".one", pk=pk), changes=changes, cancels=cancels)

    @expose("/<int:pk>/change", methods=("GET", "POST"))
    def change(self, pk: int) -> Any:
        return self.change_page(seen_booking(self, pk, self.by()))

    @expose("/<int:pk>/quote", methods=("POST",))
    def changed_quote(self, pk: int) -> Any:
        return self.changed_offer(seen_booking(self, pk, self.by()))

    @expose("/<int:pk>/cancel", methods=("GET", "POST"))
    def cancel(self, pk: int) -> Any:
        """What comes back is told first, and is what comes back."""
        by = self.by()
        booking = seen_booking(self, pk, by)
        back = url_for(".one", pk=pk)
        if request.method == "POST":
            shown = request.form.get("back", "")
            expected = int(shown) if shown.isascii() and shown.isdigit() and len(shown) < 13 else None
            done = _("Cancelled. Who was invited hears of it.")
            return self.attempt(lambda: cancel_booking(pk, by=by, expected_refund=expected), done, redirect(back))
        refund = refund_now(booking, by=by)
        if refund is None:
            flash(_("It can no longer be cancelled."), "warning")
            return redirect(back)
        booking = seen_booking(self, pk, by)
        return self.page("booking_cancel", _("Cancel %(name)s", name=booking.title or booking.room.name), facts=[booking_when(booking)], booking=booking, refund=refund, said=refund_said(booking, refund), back=back)

    @expose("/<int:pk>/cancel-rest", methods=("POST",))
    def cancel_rest(self, pk: int) -> Any:
        """This date of a series and those after it."""
        by = self.by()
        booking = seen_booking(self, pk, by)
        series_id, since = booking.series_id or abort(404), booking.starts_at
        return self.attempt(lambda: cancel_series(series_id, by=by, since=since), _("Cancelled. Who was invited hears of it."), redirect(url_for("MyBookingsView.show")))

    @expose("/<int:pk>/confirm", methods=("POST",))
    def confirm(self, pk: int) -> Any:
        """A hold, at the price that its page shows."""
        by = self.by()
        cents = held_cents(seen_booking(self, pk, by))
        return self.attempt(lambda: confirm_booking(pk, by=by, expected_cents=cents), _("Booked."), redirect(url_for(".one", pk=pk)))

    @expose("/<int:pk>/check-in", methods=("POST",))
    def check_in(self, pk: int) -> Any:
        by = self.by()
        return self.attempt(lambda: check_in_booking(pk, by=by), _("Checked in."), redirect(url_for(".one", pk=pk)))

    @expose("/<int:pk>/end", methods=("POST",))
    def end(self, pk: int) -> Any:
        by = self.by()
        return self.attempt(lambda: end_booking(pk, by=by), _("Ended: thank you, the room is free for others."), redirect(url_for(".one", pk=pk)))

    def form(self) -> Any:
        return own_form(self.session, self.by())

    def page_of(self, booking: Booking) -> str:
        return url_for(".one", pk=booking.id)

    def form_shown(self, title: str, values: dict[str, Any]) -> Any:
        return self.page("booking_form", title, crumbs=[(_("Bookings"), url_for("MyBookingsView.show"))], **values)

    def series_shown(self, title: str, values: dict[str, Any]) -> Any:
        return self.page("booking_series", title, crumbs=[(_("Bookings"), url_for("MyBookingsView.show"))], **values)


def told(view: Mine, booking: Booking, by: Actor) -> dict[str, Any]:
    """What the page of a booking says, and what may be done with it."""
    at, status = now(), booking.status
    rules = house_rules(view.session)
    return {
        "booking": booking,
        "money": money_of(booking),
        "who": "" if booking.user_id == by.id else str(booking.user or booking.organisation),
        "policy": policy_said(notices(rules, booking.starts_at), booking.location.zone) if booking.is_live and booking.charged_cents and booking.starts_at > at else [],
        "crumbs": [(_("Bookings"), url_for("MyBookingsView.show"))],
        "may_change": booking.is_live,
        "may_cancel": booking.is_live and booking.starts_at > at,
        "later": to_come(view.session, booking, by=by) if booking.series_id and booking.is_live else 0,
        "may_confirm": status is BookingStatus.HELD and booking.held_until is not None and booking.held_until > at,
        "may_check_in": status is BookingStatus.CONFIRMED and booking.starts_at - EARLY <= at < booking.ends_at,
        "may_end": status is BookingStatus.CHECKED_IN or (status is BookingStatus.CONFIRMED and booking.starts_at <= at),
    }


def refund_said(booking: Booking, refund: int) -> str:
    """In money, before somebody decides."""
    if not booking.charged_cents:
        return _("It costs nothing, so nothing comes back.")
    if not refund:
        return _("Nothing of the %(price)s comes back any more.", price=price_said(booking.charged_cents, booking.currency))
    return _("%(refund)s of %(price)s comes back.", refund=format_money(refund, booking.currency), price=price_said(booking.charged_cents, booking.currency))
