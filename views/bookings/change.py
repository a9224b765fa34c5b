"""Moving, resizing or renaming a booking: priced before it is saved; the same for staff and members."""

from __future__ import annotations

from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask_appbuilder.baseviews import expose
from flask_appbuilder.security.decorators import has_access
from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.access.actor import Actor
from app.access.scope import narrowed
from app.actions.bookings.change import change_booking
from app.actions.bookings.wish_of import wish_of
from app.core.clock import local
from app.core.errors import FoyerError
from app.models import Booking
from app.models.booking import BookingStatus
from app.queries.bookings.extras import cents_of, extras_in_words, extras_of
from app.queries.bookings.facts import Wish, facts_of
from app.web.avatars import as_room_picture
from app.web.refusals import attempt, show
from app.web.safe_next import safe_next
from views.base.screen import Screen
from views.bookings.extras_asked import shown_extras, typed_extras
from views.bookings.form import times_of
from views.bookings.new import BOOK, NewBookingView, is_timed, take
from views.bookings.offer_said import OfferSaid, booking_when, extras_pay, offer_said, parts_said, price_said, room_paid_said, when_said


class Changes:
    """Mixed in beside Books, whose form it asks again."""

    def change_page(self: Any, booking: Booking) -> Any:
        by, form = self.by(), self.form()
        for name in ("user", "organisation", "hold_until"):
            if name in form:
                del form[name]
        if request.method == "GET":
            as_it_is(form, booking)
        elif "take" in request.form:
            take(form, request.form["take"])
        offer = self.moved_offer(form, booking, by) if request.method == "GET" or form.validate() else None
        if offer is not None and request.form.get("do") == BOOK and attempt(form, lambda: self.changed(form, booking, by)):
            flash(_("Saved: %(room)s, %(when)s.", room=booking.room.name, when=booking_when(booking)), "success")
            return redirect(safe_next(form.back.data, self.page_of(booking)))
        if form.errors and offer is not None:
            offer = self.moved_offer(form, booking, by)
        values = {
            "form": form,
            "offer": offer,
            "quote_url": url_for(".changed_quote", pk=booking.id),
            "book_url": url_for(".change", pk=booking.id),
            "book_label": label_of(offer, booking),
            "extras": self.extras(form, by, booking),
        }
        return self.form_shown(_("Change %(name)s", name=booking.title or booking.room.name), values)

    def changed_offer(self: Any, booking: Booking) -> Any:
        """The price as typed so far: a fragment beside the form."""
        by, form = self.by(), self.form()
        offer = self.moved_offer(form, booking, by) if is_timed(form) else None
        return render_template(
            "screens/bookings/offer.html",
            form=form,
            offer=offer,
            book_label=label_of(offer, booking),
            extras=self.extras(form, by, booking),
        )

    def moved_offer(self: Any, form: Any, booking: Booking, by: Actor) -> OfferSaid | None:
        room = self.room_of(form)
        if room is None or not is_timed(form):
            return None
        try:
            starts_at, ends_at = times_of(form, room, booking)
            wish = wish_of(
                booking, room_id=room.id, starts_at=starts_at, ends_at=ends_at, people=form.people.data, extras=typed_extras(request.form)
            )
            if not wish.moves(booking):
                return unmoved(self.session, booking, wish, by)
            return offer_said(self.session, room, wish, by=by)
        except FoyerError as refusal:
            show(form, refusal)
            return None

    def changed(self: Any, form: Any, booking: Booking, by: Actor) -> Booking:
        return change_booking(booking.id, by=by, shown_extras=shown_extras(request.form), **self.typed(form, booking))


class ChangeBookingView(Changes, NewBookingView):
    """GET and POST /bookings/change/<id>, and the price beside it."""

    route_base = "/bookings/change"
    default_view = "change"
    method_permission_name = {"change": "write", "changed_quote": "write"}
    include_route_methods = {"change", "changed_quote"}

    @expose("/<int:pk>", methods=("GET", "POST"))
    @has_access
    def change(self, pk: int) -> Any:
        return self.change_page(seen_booking(self, pk, self.by()))

    @expose("/<int:pk>/quote", methods=("POST",))
    @has_access
    def changed_quote(self, pk: int) -> Any:
        return self.changed_offer(seen_booking(self, pk, self.by()))


def seen_booking(view: Screen, booking_id: int, by: Actor) -> Booking:
    """404 for one that this person may not know of."""
    query = select(Booking).where(Booking.id == booking_id)
    found: Booking | None = view.session.scalars(narrowed(query, by, Booking)).one_or_none()
    return found or abort(404)


def as_it_is(form: Any, booking: Booking) -> None:
    zone = booking.location.zone
    begins, ends = local(booking.starts_at, zone), local(booking.ends_at, zone)
    form.room.data = booking.room if hasattr(form.room, "view") else booking.room_id
    form.day.data, form.starts_at.data, form.ends_at.data = begins.date(), begins.time(), ends.time()
    form.back.data = request.args.get("back", "")
    for name in ("title", "people", "note", "is_open"):
        form[name].data = getattr(booking, name)
    form.attendees.data = "\n".join(each.email for each in booking.attendees)


def unmoved(session: Session, booking: Booking, wish: Wish, by: Actor) -> OfferSaid:
    """The same room and times: its price stays what it is; extras may change. A hold costs nothing yet."""
    extras = extras_of(session, facts_of(session, wish, by=by), booking, by=by) if wish.extras or booking.extras else ()
    beside = 0 if booking.status is BookingStatus.HELD else cents_of(extras)
    total, when = booking.charged_cents + beside, when_said(booking.starts_at, booking.ends_at, booking.location.zone)
    return OfferSaid(
        cents=total,
        price=price_said(total, booking.currency),
        when=when,
        room=booking.room.name,
        picture=as_room_picture(booking.room),
        pays=[*room_paid_said(booking), *extras_pay(beside, booking.currency)],
        stops=[each.against for each in extras if each.against],
        overridable=[],
        may_override=False,
        elsewhere=[],
        policy=[],
        trace=extras_in_words(extras, booking.location),
        parts=parts_said(booking.room.name, booking.charged_cents, extras, booking.currency) if beside else [],
    )


def label_of(offer: OfferSaid | None, booking: Booking) -> str:
    if offer is None or offer.cents == booking.cost_cents:
        return _("Save")
    return _("Save: %(price)s instead of %(before)s", price=offer.price, before=price_said(booking.cost_cents, booking.currency))
