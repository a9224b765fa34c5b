"""Give a booking back: the fee of the policy is kept, the rest returns to where it came from, the last that paid first (W8, W9).

Extras go with the room: the same percent of each is kept, rounded once, and its charge follows.
"""

from __future__ import annotations

from flask_babel import gettext as _

from app.access.actor import Actor
from app.actions.bookings.allowed import lock_booking
from app.actions.bookings.check import money_said
from app.actions.bookings.events import BookingCancelled
from app.actions.bookings.extras import charge_extra, lock_extras, require_no_more
from app.actions.bookings.invoice_part import put_on_invoice
from app.actions.bookings.pay import lock_payers, lots_of
from app.actions.bookings.room_lock import lock_rooms
from app.actions.bookings.words import LONGEST_REASON, shortened
from app.actions.invoices.locked import hold_organisation
from app.actions.wallets.end_reserves import debit_reserve, open_reserves
from app.actions.wallets.refund import refund, still_paid
from app.core.clock import now
from app.core.errors import Refused, Stale
from app.models import Booking, Lot, Reserve
from app.models.booking import BookingStatus
from app.queries.bookings.extras import with_extras
from app.queries.bookings.fee import extra_fee_now, fee_now
from app.queries.bookings.house_rules import house_rules
from app.work import Work, transaction


def cancel_booking(
    booking_id: int, *, by: Actor, reason: str = "", by_operator: bool = False, expected_refund: int | None = None
) -> Booking:
    """`by_operator`: the house cancels, gives all of it back, and says why; staff alone may. A second time changes nothing.

    Raises Stale when another amount comes back than was shown, Refused after it has begun, Locked while an
    approval of its organisation's invoices is at work; a run that goes out stops nobody, whose lines are frozen.
    """
    with transaction(by=by) as work:
        booking = work.get(Booking, booking_id)
        had_extras = with_extras(work.session, [booking_id])
        if (booking.invoice_cents or had_extras) and booking.organisation_id is not None:
            hold_organisation(work, booking.organisation_id)
        lock_rooms(work, booking.room_id)
        booking = lock_booking(work, booking_id)
        if booking.status is BookingStatus.CANCELLED:
            return booking
        require_no_more(work, had_extras, booking_id)
        by_operator = by_operator and by.is_staff
        reason = shortened(reason, LONGEST_REASON, "reason")
        _check(by, booking, by_operator=by_operator, reason=reason)
        rules = house_rules(work.session)
        lock_payers(work, booking)
        was_held = booking.status is BookingStatus.HELD
        back = booking.charged_cents - fee_now(work.session, booking, rules, now(), by_operator=by_operator)
        if had_extras:
            lock_extras(work, booking)
        fees = {each: extra_fee_now(each, booking, rules, now(), by_operator=by_operator) for each in booking.extras} if had_extras else {}
        all_back = back + sum(each.charged_cents - fee for each, fee in fees.items())
        if expected_refund is not None and expected_refund != all_back:
            raise Stale(
                _("%(amount)s come back now, not what you were shown. Look at it again.", amount=money_said(all_back, booking.location))
            )
        Booking.moves.move(booking, "cancel")
        booking.cancel_reason, booking.ended_at = reason, now()
        booking.sequence += 1
        _give_back(work, booking, back, by_operator)
        for each, fee in fees.items():
            charge_extra(work, booking, each, fee, booking.location, booking.room)
        if not was_held:
            work.emit(BookingCancelled(booking.id, booking.sequence))
        return booking


def _check(by: Actor, booking: Booking, *, by_operator: bool, reason: str) -> None:
    if by_operator and not reason:
        raise Refused(_("Say why the house cancels: the member reads it."), field="reason")
    if not by_operator and booking.is_live and booking.starts_at <= now() and booking.status is not BookingStatus.HELD:
        raise Refused(_("It has begun. End it early instead; its price stays."))


def _give_back(work: Work, booking: Booking, cents: int, by_operator: bool) -> None:
    """The invoice's part first, because it paid last; then reserves, then what was debited."""
    if not cents:
        _debit_all(work, booking)
        return
    held = open_reserves(work, booking.cause)
    paid = still_paid(work, booking.cause)
    lots = lots_of(work, held, paid)
    from_invoice = min(cents, booking.invoice_cents)
    put_on_invoice(work, booking, booking.location, booking.room, booking.invoice_cents - from_invoice)
    booking.charged_cents -= cents
    left = cents - from_invoice
    for each in reversed(held):
        back = min(left, each.cents)
        left -= back
        left += _end(work, each, lots[each.lot_id], back, by_operator)
    if left:
        refund(work, booking.cause, left, key=f"{booking.cause}:{booking.sequence}", by_operator=by_operator)


def _end(work: Work, held: Reserve, lot: Lot, back: int, by_operator: bool) -> int:
    """End one reserve, letting `back` cents of it go. What would be let go into a lot that has expired is debited instead where the
    house cancels, so that a refund gives it a second life (W9); returns those cents."""
    expired = lot.expires_at is not None and lot.expires_at <= now()
    if by_operator and expired and back:
        debit_reserve(work, held, held.cents)
        return back
    debit_reserve(work, held, held.cents - back)
    return 0


def _debit_all(work: Work, booking: Booking) -> None:
    for each in open_reserves(work, booking.cause):
        debit_reserve(work, each, each.cents)
