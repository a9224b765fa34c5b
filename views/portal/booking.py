"""A member's new booking, once or again and again, and the page of one that is there."""

from __future__ import annotations

from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask_appbuilder.baseviews import expose
from flask_appbuilder.utils.limit import Limit
from flask_babel import gettext as _
from flask_babel import ngettext

from app.actions.bookings.cancel import cancel_booking
from app.actions.bookings.cancel_series import cancel_series
from app.actions.bookings.check_in import check_in_booking
from app.actions.bookings.confirm import confirm_booking
from app.actions.bookings.end import end_booking
from app.models import Booking
from app.queries.bookings.series_to_come import rest_of
from app.web.limits import a_person
from app.web.numbers import whole
from views.bookings.change import Changes, seen_booking
from views.bookings.form import own_form
from views.bookings.held import held_cents, hold_said
from views.bookings.new import Books
from views.bookings.offer_said import booking_when
from views.bookings.record import money_of
from views.bookings.refund import refund_now, refunds_now
from views.bookings.series import BooksSeries
from views.portal.booking_words import refund_said, told
from views.portal.mine import Mine


def only_asks() -> bool:
    """What a form asks while it is filled in: a price, or the dates of a series. That books nothing and writes to nobody."""
    return request.path.endswith(("/quote", "/dates"))


class MyBookingView(Changes, BooksSeries, Books, Mine):
    """A new booking, and the page of one that is there."""

    route_base = "/my/bookings"
    default_view = "new"
    limits = [Limit("60 per hour", key_func=a_person, methods=("POST",), exempt_when=only_asks)]
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
        values = {
            "row": booking,
            "title": booking.title or booking.room.name,
            "when": booking_when(booking),
            "money": money_of(booking),
            "hold": hold_said(booking),
        }
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
            expected = whole(request.form.get("back", ""))
            done = _("Cancelled. Who was invited hears of it.")
            return self.attempt(lambda: cancel_booking(pk, by=by, expected_refund=expected), done, redirect(back))
        refund = refund_now(booking, by=by)
        if refund is None:
            flash(_("It can no longer be cancelled."), "warning")
            return redirect(back)
        booking = seen_booking(self, pk, by)
        return self.page(
            "booking_cancel",
            _("Cancel %(name)s", name=booking.title or booking.room.name),
            facts=[booking_when(booking)],
            booking=booking,
            count=1,
            refund=refund,
            said=refund_said(booking, refund),
            back=back,
        )

    @expose("/<int:pk>/cancel-rest", methods=("GET", "POST"))
    def cancel_rest(self, pk: int) -> Any:
        """This date of a series and those after it; what comes back of all of them is told first, and is what comes back."""
        by = self.by()
        booking = seen_booking(self, pk, by)
        series_id, since = booking.series_id or abort(404), booking.starts_at
        if request.method == "POST":
            expected = whole(request.form.get("back", ""))
            done = _("Cancelled. Who was invited hears of it.")
            return self.attempt(
                lambda: cancel_series(series_id, by=by, since=since, expected_refund=expected),
                done,
                redirect(url_for("MyBookingsView.show")),
            )
        back = url_for(".one", pk=pk)
        told = refunds_now(lambda work: rest_of(work.session, series_id, since, by=by), by=by)
        if told is None or not told.count:
            flash(_("It can no longer be cancelled."), "warning")
            return redirect(back)
        booking = seen_booking(self, pk, by)
        title = _("Cancel %(name)s from this date on", name=booking.title or booking.room.name)
        said = ngettext("%(num)d date, by the policy of its own day.", "%(num)d dates, each by the policy of its own day.", told.count)
        return self.page(
            "booking_cancel",
            title,
            facts=[booking_when(booking)],
            booking=booking,
            count=told.count,
            refund=told.cents,
            said=f"{said} {told.said()}",
            back=back,
        )

    @expose("/<int:pk>/confirm", methods=("POST",))
    def confirm(self, pk: int) -> Any:
        """A hold, at the price that its page shows."""
        by = self.by()
        cents = held_cents(seen_booking(self, pk, by), by=by)
        return self.attempt(lambda: confirm_booking(pk, by=by, expected_cents=cents), _("Booked."), redirect(url_for(".one", pk=pk)))

    @expose("/<int:pk>/check-in", methods=("POST",))
    def check_in(self, pk: int) -> Any:
        by = self.by()
        return self.attempt(lambda: check_in_booking(pk, by=by), _("Checked in."), redirect(url_for(".one", pk=pk)))

    @expose("/<int:pk>/end", methods=("POST",))
    def end(self, pk: int) -> Any:
        by = self.by()
        return self.attempt(
            lambda: end_booking(pk, by=by), _("Ended: thank you, the room is free for others."), redirect(url_for(".one", pk=pk))
        )

    def form(self) -> Any:
        return own_form(self.session, self.by())

    def page_of(self, booking: Booking) -> str:
        return url_for(".one", pk=booking.id)

    def form_shown(self, title: str, values: dict[str, Any]) -> Any:
        return self.page("booking_form", title, crumbs=[(_("Bookings"), url_for("MyBookingsView.show"))], **values)

    def series_shown(self, title: str, values: dict[str, Any]) -> Any:
        return self.page("booking_series", title, crumbs=[(_("Bookings"), url_for("MyBookingsView.show"))], **values)
