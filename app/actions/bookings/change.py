"""Move, resize or rename a booking: priced anew as of now, what pays it follows, in one transaction (B8)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

from flask_babel import gettext as _

from app.access.actor import Actor
from app.actions.bookings.allowed import lock_booking, require_booker, require_unmoved, when_and_where
from app.actions.bookings.attendees import reinvite, wanted_addresses
from app.actions.bookings.check import check_free, check_obstacles
from app.actions.bookings.create import check_shown, lock_payer
from app.actions.bookings.events import BookingChanged
from app.actions.bookings.extras import check_extras, lock_extras, put_extras, require_as_shown, require_no_more
from app.actions.bookings.few_letters import require_few
from app.actions.bookings.pay import lock_all_payers, settle
from app.actions.bookings.room_lock import lock_rooms
from app.actions.bookings.wish_of import wish_of
from app.actions.bookings.words import LONGEST_NOTE, LONGEST_TITLE, shortened
from app.actions.invoices.locked import hold_organisation
from app.core.clock import now
from app.core.errors import Conflict, Refused
from app.models import Booking
from app.models.booking import BookingStatus
from app.queries.bookings.conflicts import blocked
from app.queries.bookings.extras import cents_of, extras_of, with_extras
from app.queries.bookings.facts import Facts, facts_of
from app.queries.bookings.fee import fee_now
from app.queries.bookings.quote import priced
from app.queries.bookings.terms import kept
from app.work import Work, transaction


def change_booking(
    booking_id: int,
    *,
    by: Actor,
    room_id: int | None = None,
    starts_at: dt.datetime | None = None,
    ends_at: dt.datetime | None = None,
    title: str | None = None,
    note: str | None = None,
    people: int | None = None,
    is_open: bool | None = None,
    attendees: Sequence[str] | None = None,
    extras: Mapping[int, int] | None = None,
    shown_extras: Mapping[int, int] | None = None,
    override_reason: str = "",
    expected_cents: int | None = None,
) -> Booking:
    """What is not given stays. Another time or room is priced with the versions of now; after the free limit of the policy it costs no
    less than giving it back would have. Extras are products by their ids, and how many of each; they move along at the price that was promised.
    `shown_extras` are how many of each the person was shown who asks for another quantity. Raises as create_booking, and Refused for a booking that is over or has begun to be moved."""
    with transaction(by=by) as work:
        booking = work.get(Booking, booking_id)
        wish = wish_of(booking, room_id=room_id, starts_at=starts_at, ends_at=ends_at, people=people, extras=extras)
        facts = facts_of(work.session, wish, by=by)
        require_booker(by, facts)
        addresses = wanted_addresses(attendees) if attendees is not None else None
        terms, quote = priced(facts)
        has_extras = any((extras or {}).values()) or bool(with_extras(work.session, [booking_id]))
        if (booking.invoice_cents or has_extras) and booking.organisation_id is not None:
            hold_organisation(work, booking.organisation_id)
        else:
            lock_payer(work, facts, quote.cost if quote else 0)
        lock_rooms(work, booking.room_id, wish.room_id)
        seen = when_and_where(booking)
        booking = lock_booking(work, booking_id)
        require_unmoved(booking, seen)
        if not booking.is_live:
            raise Conflict(_("%(booking)s is over: it cannot be changed any more.", booking=str(booking)))
        if has_extras:
            lock_extras(work, booking)
            require_as_shown(booking, extras or {}, shown_extras or {})
        else:
            require_no_more(work, (), booking_id)
        beside = extras_of(work.session, facts, booking, by=by) if has_extras else ()
        check_extras(beside)
        moved = wish.moves(booking)
        if moved:
            _move(work, booking, facts, quote.cost if quote else 0, override_reason, expected_cents, cents_of(beside))
            booking.price = kept(terms) if quote else {}
        elif any(each.changes for each in beside) and booking.status is not BookingStatus.HELD:
            check_shown(facts, booking.charged_cents + cents_of(beside), expected_cents)
        put_extras(work, booking, beside if moved else [each for each in beside if each.changes], facts.location, facts.room)
        renamed = _write(booking, title=title, note=note, people=people, is_open=is_open, facts=facts)
        added, removed = reinvite(work, booking, addresses) if addresses is not None else (False, [])
        if moved or renamed or added or removed:
            if not moved:
                booking.sequence += 1
            work.session.flush()
            told = [*(each.email for each in booking.attendees), *removed]
            if told and (moved or renamed or added):
                require_few(work, booking, told)
            if booking.status is not BookingStatus.HELD:
                work.emit(BookingChanged(booking.id, booking.sequence, removed))
        return booking


def _move(
    work: Work, booking: Booking, facts: Facts, cost: int, override_reason: str, expected_cents: int | None, extra_cents: int
) -> None:
    wish = facts.wish
    if facts.room.location_id != booking.location_id:
        raise Refused(_("A booking stays at its location: cancel it and book there."), field="room")
    if booking.starts_at <= now():
        if (wish.room_id, wish.starts_at) != (booking.room_id, booking.starts_at):
            raise Refused(_("It has begun: only its end can be moved."), field="starts_at")
        if wish.ends_at < booking.ends_at:
            raise Refused(_("It has begun. End it early instead; its price stays."), field="ends_at")
    if check_obstacles(work, facts, override_reason):
        booking.override_reason = override_reason.strip()
    check_free(work, facts)
    is_paid = booking.status is not BookingStatus.HELD
    wallets = lock_all_payers(work, booking, facts) if is_paid else []
    least = max(booking.least_cents, fee_now(work.session, booking, facts.rules, now())) if is_paid else 0
    cents = max(cost, least) if is_paid else 0
    if is_paid:
        check_shown(facts, cents + extra_cents, expected_cents)
    booking.room_id, booking.starts_at, booking.ends_at = wish.room_id, wish.starts_at, wish.ends_at
    booking.blocked = blocked(wish.starts_at, wish.ends_at, facts.room.buffer_minutes)
    if not is_paid and booking.held_until is not None and wish.starts_at > now():
        booking.held_until = min(booking.held_until, wish.starts_at)
    booking.sequence += 1
    work.session.flush()
    if is_paid:
        booking.least_cents = least
        settle(work, booking, facts, cents, wallets)


def _write(booking: Booking, *, title: str | None, note: str | None, people: int | None, is_open: bool | None, facts: Facts) -> bool:
    """True when guests should hear of it: the title is what they see."""
    renamed = title is not None and title.strip() != booking.title
    if title is not None:
        booking.title = shortened(title, LONGEST_TITLE, "title")
    if note is not None:
        booking.note = shortened(note, LONGEST_NOTE, "note")
    if people is not None:
        if people > facts.room.capacity and people != booking.people and not booking.override_reason:
            raise Refused(_("%(room)s holds %(people)s people.", room=facts.room.name, people=facts.room.capacity), field="people")
        booking.people = people
    if is_open is not None:
        booking.is_open = is_open
    return renamed
