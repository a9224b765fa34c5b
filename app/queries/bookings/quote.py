"""What a booking would cost, what would pay it, and what speaks against it. Nothing is written."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.access.actor import Actor
from app.access.scope import narrowed
from app.core.clock import now
from app.core.errors import Missing
from app.core.formats import locale_of
from app.models import Booking, Lot
from app.models.booking import BookingStatus
from app.queries.bookings.extras import Extra, cents_of, extras_of
from app.queries.bookings.facts import Facts, Wish, facts_of
from app.queries.bookings.fee import fee_now
from app.queries.bookings.house_rules import HouseRules
from app.queries.bookings.obstacles import Obstacle, obstacles
from app.queries.bookings.paid import stays
from app.queries.bookings.price_words import price_in_words
from app.queries.bookings.terms import Terms, terms_of
from app.queries.wallets.paying import pay_from
from app.rules.booking_price import Quote
from app.rules.credits import Owner, Source
from app.rules.units import Unit


@dataclass(frozen=True, slots=True)
class Share:
    """So many cents of one lot, in the order of payment (W4)."""

    wallet_id: int
    lot_id: int
    owner: Owner
    unit: Unit
    source: Source
    expires_at: dt.datetime | None
    cents: int


@dataclass(frozen=True, slots=True)
class Offer:
    """`quote` is empty where nothing can be priced: an interval without a length, or the house's own booking, which costs nothing.

    Of a booking that moves, `least` cents stay due even if the new price is lower (B8), and `kept` cents are paid already: `charged` is what it
    would cost, and `pay_from` and `rest` are about what is missing. `rest` cents no credits pay; they go to the next invoice where `rest_goes_to_invoice`, and are refused otherwise (W3). `notices`:
    until when a cancellation gives back how many percent (W8); nothing for the operator's "none". `grid`: minutes (B1). `extras` go on the next invoice beside all that.
    """

    terms: Terms
    quote: Quote | None
    cost: int
    least: int
    kept: int
    currency: str
    pay_from: tuple[Share, ...]
    rest: int
    rest_goes_to_invoice: bool
    obstacles: tuple[Obstacle, ...]
    conflict: bool
    notices: tuple[tuple[dt.datetime, Decimal], ...]
    trace: list[str]
    grid: int
    extras: tuple[Extra, ...] = ()

    @property
    def charged(self) -> int:
        """Cents, of the room."""
        return max(self.cost, self.least)

    @property
    def total(self) -> int:
        """Cents, with the extras; the amount that the person decides on (`expected_cents`)."""
        return self.charged + cents_of(self.extras)


def quote_booking(session: Session, wish: Wish, *, by: Actor) -> Offer:
    """Any time is priced, also one that cannot be booked: what is wrong with it stands in `obstacles` and `conflict` (B9).

    Raises Missing for a room or a person that the actor may not know of.
    """
    facts = facts_of(session, wish, by=by)
    terms, quote = priced(facts)
    cost = quote.cost if quote else 0
    currency = facts.location.currency
    booking = _moving(session, facts, by)
    least, kept = _paid(session, facts, booking)
    pay_from, rest = _payment(session, facts, max(0, max(cost, least) - kept))
    return Offer(
        terms=terms,
        quote=quote,
        cost=cost,
        least=least,
        kept=min(kept, max(cost, least)),
        currency=currency,
        pay_from=pay_from,
        rest=rest,
        rest_goes_to_invoice=goes_to_invoice(facts),
        obstacles=obstacles(facts),
        conflict=wish.starts_at < wish.ends_at and facts.is_taken,
        notices=notices(facts.rules, wish.starts_at),
        trace=price_in_words(terms, quote, currency, locale_of(facts.location.country)) if quote else [],
        grid=facts.rules.grid,
        extras=extras_of(session, facts, booking, by=by),
    )


def priced(facts: Facts) -> tuple[Terms, Quote | None]:
    """The terms of this moment, and the price by them."""
    wish = facts.wish
    terms = terms_of(facts.room, facts.location, facts.rules.peak_days, wish.starts_at, wish.ends_at, facts.licenses)
    if facts.is_house or wish.ends_at <= wish.starts_at:
        return terms, None
    return terms, terms.quote(wish.starts_at, wish.ends_at)


def goes_to_invoice(facts: Facts) -> bool:
    """May what credits do not pay go to an invoice of this organisation? Only in the currency that it is invoiced in (B7, W3)."""
    organisation = facts.organisation
    return organisation is not None and organisation.rooms_on_invoice and organisation.currency == facts.location.currency


def notices(rules: HouseRules, starts_at: dt.datetime) -> tuple[tuple[dt.datetime, Decimal], ...]:
    """Instants until which a cancellation gives back so many percent, the most first."""
    return () if rules.policy is None else tuple((starts_at - notice, percent) for notice, percent in rules.policy.steps)


def _moving(session: Session, facts: Facts, by: Actor) -> Booking | None:
    """The booking that would move, if it is one."""
    booking_id = facts.wish.booking_id
    if booking_id is None:
        return None
    query = select(Booking).where(Booking.id == booking_id)
    booking = session.scalars(narrowed(query, by, Booking)).one_or_none()
    if booking is None:
        raise Missing(_("%(noun)s not found.", noun=_("Booking")))
    return booking


def _paid(session: Session, facts: Facts, booking: Booking | None) -> tuple[int, int]:
    """Of a booking that would move: the fee below which it does not fall, and what goes on paying it."""
    if booking is None or booking.status is BookingStatus.HELD:
        return 0, 0
    least = max(booking.least_cents, fee_now(session, booking, facts.rules, now()))
    return least, stays(session, booking, facts.room, facts.wish.starts_at)


def _payment(session: Session, facts: Facts, cost: int) -> tuple[tuple[Share, ...], int]:
    if not cost:
        return (), 0
    found, lots = pay_from(session, facts.payer, cost, facts.wish.starts_at, facts.where)
    return tuple(_share(lots[part.lot], part.cents) for part in found.parts), found.rest


def _share(lot: Lot, cents: int) -> Share:
    return Share(lot.wallet_id, lot.id, lot.wallet.owner, lot.wallet.unit, lot.source, lot.expires_at, cents)
