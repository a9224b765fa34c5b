"""Bookings in the words of members: a line of the list, what a page says and offers, and what a cancellation gives back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import url_for
from flask_babel import gettext as _

from app.access.actor import Actor
from app.actions.bookings.check_in import may_check_in
from app.core.clock import now
from app.models import Booking
from app.models.booking import BookingStatus
from app.queries.bookings.house_rules import house_rules
from app.queries.bookings.quote import notices
from app.queries.bookings.series_to_come import to_come
from app.web.formats import format_money
from views.bookings.held import hold_said
from views.bookings.offer_said import booking_when, policy_said, price_said
from views.bookings.record import money_of
from views.portal.mine import Mine


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
    word, tone = {BookingStatus.HELD: (hold_said(booking), "yellow"), BookingStatus.CHECKED_IN: (_("Checked in"), "green")}.get(
        booking.status, (_("Now"), "green") if is_now else ("", "")
    )
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


def told(view: Mine, booking: Booking, by: Actor) -> dict[str, Any]:
    """What the page of a booking says, and what may be done with it."""
    at, status = now(), booking.status
    rules = house_rules(view.session)
    return {
        "booking": booking,
        "hold": hold_said(booking),
        "money": money_of(booking),
        "who": "" if booking.user_id == by.id else str(booking.user or booking.organisation),
        "policy": policy_said(notices(rules, booking.starts_at), booking.location.zone)
        if booking.is_live and booking.cost_cents and booking.starts_at > at
        else [],
        "crumbs": [(_("Bookings"), url_for("MyBookingsView.show"))],
        "may_change": booking.is_live,
        "may_cancel": booking.is_live and booking.starts_at > at,
        "later": to_come(view.session, booking, by=by) if booking.series_id and booking.is_live else 0,
        "may_confirm": status is BookingStatus.HELD and booking.held_until is not None and booking.held_until > at,
        "may_check_in": may_check_in(booking, at),
        "may_end": status is BookingStatus.CHECKED_IN or (status is BookingStatus.CONFIRMED and booking.starts_at <= at),
    }


def refund_said(booking: Booking, refund: int) -> str:
    """In money, before somebody decides."""
    if not booking.cost_cents:
        return _("It costs nothing, so nothing comes back.")
    if not refund:
        return _("Nothing of the %(price)s comes back any more.", price=price_said(booking.cost_cents, booking.currency))
    return _(
        "%(refund)s of %(price)s comes back.",
        refund=format_money(refund, booking.currency),
        price=price_said(booking.cost_cents, booking.currency),
    )
