"""Drawing, moving and resizing by hand: the price of what the pointer shows, and the move once it is confirmed. JSON both."""

from __future__ import annotations

import datetime as dt
from typing import Any

from flask import Response, abort, jsonify, request
from flask_babel import gettext as _

from app.access.actor import Actor
from app.actions.bookings.change import change_booking
from app.actions.bookings.wish_of import wish_of
from app.core.errors import Conflict, FoyerError, Refused
from app.models import Booking, Room
from app.queries.bookings.conflicts import blocked, in_the_way
from app.queries.bookings.facts import Wish
from app.queries.bookings.house_rules import house_rules
from app.queries.bookings.list_price import list_price
from app.queries.bookings.places import rooms_of
from app.rules.wall_times import Skipped, instant_at
from app.web.interface import key_of
from app.web.numbers import whole
from views.bookings.change import seen_booking
from views.bookings.new import wall
from views.bookings.offer_said import booking_when, offer_said, price_said, when_said


class Drags:
    """Mixed in before Screen; `by()` says who drags."""

    def dragged_quote(self: Any) -> Response:
        """?room=7&start=2026-12-01T09:00&end=2026-12-01T10:30, and `booking` when one is moved."""
        by = self.by()
        try:
            room, starts_at, ends_at = self._span(request.args, by)
            booking = self._booking(request.args, by)
            return jsonify(self._told(room, starts_at, ends_at, booking, by))
        except FoyerError as refusal:
            return refused(refusal)

    def dragged_move(self: Any) -> Response:
        """The same as a form, at the price that the card showed."""
        by = self.by()
        try:
            room, starts_at, ends_at = self._span(request.form, by)
            booking = self._booking(request.form, by) or abort(404)
            expected = whole(request.form.get("expected_cents", ""))
            done = change_booking(booking.id, by=by, room_id=room.id, starts_at=starts_at, ends_at=ends_at, expected_cents=expected)
        except FoyerError as refusal:
            return refused(refusal)
        return jsonify(
            {
                "said": _(
                    "Moved: %(room)s, %(when)s. %(price)s.",
                    room=done.room.name,
                    when=booking_when(done),
                    price=price_said(done.cost_cents, done.currency),
                )
            }
        )

    def _told(self: Any, room: Room, starts_at: dt.datetime, ends_at: dt.datetime, booking: Booking | None, by: Actor) -> dict[str, Any]:
        when = when_said(starts_at, ends_at, room.location.zone)
        if booking is None and by.is_staff:  # who it is for is asked afterwards
            span = blocked(starts_at, max(starts_at, ends_at), room.buffer_minutes)
            taken = bool(starts_at < ends_at and in_the_way(self.session, room.id, span))
            price = price_said(list_price(room, house_rules(self.session), starts_at, ends_at), room.location.currency)
            against = [_("%(room)s is taken at that time.", room=room.name)] if taken else []
            return {"when": when, "price": price, "pays": [_("before discounts and credits")], "against": against, "can": not taken}
        wish = (
            Wish(room.id, starts_at, ends_at, by.id)
            if booking is None
            else wish_of(booking, room_id=room.id, starts_at=starts_at, ends_at=ends_at)
        )
        offer = offer_said(self.session, room, wish, by=by)
        before = price_said(booking.cost_cents, booking.currency) if booking is not None and booking.cost_cents != offer.cents else ""
        return {
            "when": when,
            "price": _("%(price)s instead of %(before)s", price=offer.price, before=before) if before else offer.price,
            "pays": offer.pays,
            "against": offer.against,
            "elsewhere": [_("Free instead: %(what)s", what=each.text) for each in offer.elsewhere],
            "can": not offer.against,
            "cents": offer.cents,
        }

    def _span(self: Any, given: Any, by: Actor) -> tuple[Room, dt.datetime, dt.datetime]:
        """Raises Refused for a room or a time that there is not."""
        room = next((each for each in rooms_of(self.session, by=by) if each.id == key_of(given.get("room", ""))), None) or abort(404)
        begins, ends = wall(given.get("start", "")), wall(given.get("end", ""))
        if begins is None or ends is None:
            raise Refused(_("This is not a time."))
        try:
            return room, instant_at(begins, room.location.zone), instant_at(ends, room.location.zone)
        except (Skipped, OverflowError) as skipped:
            raise Refused(_("The clocks change on that day: that time does not exist.")) from skipped

    def _booking(self: Any, given: Any, by: Actor) -> Booking | None:
        text = given.get("booking", "")
        return seen_booking(self, key_of(text) or 0, by) if text else None


def refused(refusal: FoyerError) -> Response:
    """The reason, and where else there is room."""
    details = refusal.details if isinstance(refusal, Conflict) else []
    answer = jsonify({"message": refusal.message, "details": details})
    answer.status_code = refusal.status
    return answer
