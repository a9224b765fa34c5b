"""A hold becomes a booking: from now on it is paid."""

from __future__ import annotations

from flask_babel import gettext as _

from app.access.actor import Actor
from app.actions.bookings.allowed import lock_booking, require_booker, require_unmoved, when_and_where
from app.actions.bookings.check import check_free, check_obstacles
from app.actions.bookings.create import check_shown, lock_payer
from app.actions.bookings.events import BookingMade
from app.actions.bookings.extras import lock_extras, put_extras, require_no_more
from app.actions.bookings.pay import hold_plan, plan
from app.actions.bookings.room_lock import lock_rooms
from app.actions.bookings.wish_of import wish_of
from app.core.clock import now
from app.core.errors import Conflict, Refused
from app.models import Booking
from app.models.booking import BookingStatus
from app.queries.bookings.extras import against_organisation, cents_of, extras_of, with_extras
from app.queries.bookings.facts import facts_of
from app.queries.bookings.quote import priced
from app.queries.bookings.terms import kept
from app.work import transaction


def confirm_booking(booking_id: int, *, by: Actor, expected_cents: int | None = None) -> Booking:
    """At the price of this moment, its extras at the price at which they were promised. A second confirmation changes nothing. Raises Conflict when the hold has lapsed; else as create_booking."""
    with transaction(by=by) as work:
        booking = work.get(Booking, booking_id)
        facts = facts_of(work.session, wish_of(booking), by=by)
        require_booker(by, facts)
        terms, quote = priced(facts)
        cost = quote.cost if quote else 0
        had_extras = with_extras(work.session, [booking_id])
        if booking.status is BookingStatus.HELD:
            lock_payer(work, facts, cost, with_extras=bool(had_extras))
        lock_rooms(work, booking.room_id)
        seen = when_and_where(booking)
        booking = lock_booking(work, booking_id)
        require_unmoved(booking, seen)
        if booking.status is BookingStatus.CONFIRMED:
            return booking
        if booking.status is BookingStatus.EXPIRED or (booking.held_until is not None and booking.held_until <= now()):
            raise Conflict(_("The hold is over. Book the room again, if it is still free."))
        require_no_more(work, had_extras, booking_id)
        lock_extras(work, booking)
        beside = extras_of(work.session, facts, booking, by=by)
        if cents_of(beside) and (why := against_organisation(facts)):
            raise Refused(why, field="extras")
        check_obstacles(work, facts, booking.override_reason)
        check_free(work, facts)
        Booking.moves.move(booking, "confirm")
        check_shown(facts, cost + cents_of(beside), expected_cents)
        booking.price, booking.created_at, booking.charged_cents = kept(terms) if quote else {}, now(), cost
        hold_plan(work, booking, facts, plan(work, facts, cost), now())
        put_extras(work, booking, beside, facts.location, facts.room)
        work.emit(BookingMade(booking.id))
        return booking
