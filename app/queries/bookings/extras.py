"""Extras of a booking: what is offered beside a room, what a wish for it costs, and what speaks against it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from flask_babel import gettext as _
from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from app.access.actor import Actor
from app.access.scope import visible
from app.core.clock import local, now
from app.core.errors import Refused
from app.core.formats import locale_of, money_text
from app.models import Adhoc, Booking, BookingExtra, Location, Product
from app.models.booking import BookingStatus
from app.queries.bookings.facts import Facts
from app.queries.bookings.fee import extra_fee_now
from app.queries.bookings.on_invoice import vat_there
from app.rules.extras import extra_price


@dataclass(frozen=True, slots=True)
class Extra:
    """So many of a product, as a booking would have it. Cents: `total` is its price and `cents` what it would cost, which is more where a fee is due (B8); both with VAT.

    `row` is what the booking has of it already; `changes` says that another quantity is asked for; `against` why that cannot be, empty for what can.
    """

    product: Product
    quantity: int
    unit_cents: int
    includes_vat: bool
    total: int
    cents: int
    least: int
    row: BookingExtra | None
    changes: bool
    against: str

    def __str__(self) -> str:
        return f"{self.quantity} \N{MULTIPLICATION SIGN} {self.product}"


def offered(session: Session, location_id: int, *, by: Actor) -> Sequence[Product]:
    """What is sold with a room of that location, by name. The room is what the actor was let see; of products staff see those of their places."""
    query = select(Product).where(Product.location_id == location_id, Product.extra_most.is_not(None), Product.is_active)
    criterion = visible(by, Product) if by.is_staff else None
    return session.scalars((query if criterion is None else query.where(criterion)).order_by(Product.name, Product.id)).all()


def with_extras(session: Session, bookings: Collection[int]) -> set[int]:
    """Which of these bookings have or had any: their organisation is held before their room (lock order)."""
    return set(session.scalars(select(BookingExtra.booking_id).where(BookingExtra.booking_id.in_(bookings))))


def extras_of(session: Session, facts: Facts, booking: Booking | None, *, by: Actor) -> tuple[Extra, ...]:
    """Of a wish; of `booking`, which would move or change, all that it has as well. What is promised stays at its price until another quantity is asked for; that is priced as of now.

    Who acts on it holds the lock of the booking, whose rows have present values.
    """
    wish, rows = facts.wish, {each.product_id: each for each in booking.extras} if booking is not None else {}
    asked = {
        product_id: quantity for product_id, quantity in wish.extras if quantity != (rows[product_id].quantity if product_id in rows else 0)
    }
    if not rows and not asked:
        return ()
    percent = vat_there(session, facts.location, facts.first_day)
    found = [_stays(row, booking, facts, percent) for row in rows.values() if row.product_id not in asked] if booking is not None else []
    sold = {each.id: each for each in offered(session, facts.location.id, by=by)} if asked else {}
    for product_id, quantity in asked.items():
        before = rows.get(product_id)
        least = _least(before, booking, facts) if before is not None and booking is not None else 0
        found.append(_asked(session, sold.get(product_id), before, quantity, facts, percent, least))
    return tuple(sorted(found, key=lambda each: (each.product.name, each.product.id)))


def extras_now(session: Session, booking: Booking) -> tuple[Extra, ...]:
    """What a booking has, as it was promised; of a hold, what it costs once it is confirmed."""
    if not booking.extras:
        return ()
    percent = vat_there(session, booking.location, local(booking.starts_at, booking.location.zone).date())
    return tuple(
        _kept(each, booking, percent, each.least_cents)
        for each in sorted(booking.extras, key=lambda each: (each.product.name, each.product_id))
    )


def _least(row: BookingExtra, booking: Booking, facts: Facts) -> int:
    """What giving it back would cost: nothing while the booking is only held."""
    return 0 if booking.status is BookingStatus.HELD else max(row.least_cents, extra_fee_now(row, booking, facts.rules, now()))


def _stays(row: BookingExtra, booking: Booking, facts: Facts, percent: Decimal) -> Extra:
    """At its price; where the booking moves, it remembers what giving it back would have cost."""
    return _kept(row, booking, percent, _least(row, booking, facts) if facts.wish.moves(booking) else row.least_cents)


def _kept(row: BookingExtra, booking: Booking, percent: Decimal, least: int) -> Extra:
    total = extra_price(row.unit_price_cents, row.quantity, percent, includes_vat=row.price_includes_vat)
    cents = total if booking.status is BookingStatus.HELD else row.charged_cents
    return Extra(
        row.product, row.quantity, row.unit_price_cents, row.price_includes_vat, total, cents, least, row, changes=False, against=""
    )


def _asked(
    session: Session, product: Product | None, row: BookingExtra | None, quantity: int, facts: Facts, percent: Decimal, least: int
) -> Extra:
    """Another quantity: at the price of now, and no less than giving back what was there. Raises Refused for what is not offered and is not there."""
    shown = product or (row.product if row is not None else None)
    if shown is None:
        raise Refused(_("This extra is not offered here."), field="extras")
    total = extra_price(shown.price_cents, max(quantity, 0), percent, includes_vat=shown.price_includes_vat)
    against = _against(session, product, shown, row, quantity, facts)
    return Extra(
        shown, quantity, shown.price_cents, shown.price_includes_vat, total, max(total, least), least, row, changes=True, against=against
    )


def _against(session: Session, product: Product | None, shown: Product, row: BookingExtra | None, quantity: int, facts: Facts) -> str:
    """Why not, in words for the person who asks."""
    if row is not None and session.scalar(select(exists().where(Adhoc.extra_id == row.id, Adhoc.invoiced_at.is_not(None)))):
        return _("%(extra)s has been invoiced: its quantity stays as it is.", extra=shown.name)
    if not quantity:
        return ""
    if product is None or product.extra_most is None:
        return _("%(extra)s is not offered here. It can be left out.", extra=shown.name)
    if not 0 <= quantity <= product.extra_most:
        return _("%(extra)s: from 0 to %(most)s.", extra=product.name, most=product.extra_most)
    return against_organisation(facts)


def against_organisation(facts: Facts) -> str:
    """Why no extra can go on the invoice of who books, in words for them; empty where one can."""
    organisation = facts.organisation
    if organisation is None:
        return _("Extras go on the next invoice of an organisation, and nobody's is known here. Leave them out, or say who books.")
    if facts.wish.booking_id is not None and organisation.id != facts.wish.organisation_id:
        return _("%(name)s has changed organisation since it was booked: cancel it and book anew.", name=str(facts.user))
    if not organisation.rooms_on_invoice:
        return _("What %(name)s books does not go on its invoice, and credits do not pay extras.", name=organisation.name)
    if organisation.currency != facts.location.currency:
        return _(
            "%(name)s is invoiced in %(currency)s, so extras cannot go on its invoice here.",
            name=organisation.name,
            currency=organisation.currency,
        )
    return ""


def cents_of(extras: Iterable[Extra]) -> int:
    """With VAT."""
    return sum(each.cents for each in extras)


def extras_in_words(extras: Iterable[Extra], location: Location) -> list[str]:
    """How the price of each came about, for who pays."""

    def money(cents: int) -> str:
        return money_text(cents, location.currency, locale_of(location.country))

    said = []
    for each in extras:
        if each.quantity:
            words = {"extra": str(each), "unit": money(each.unit_cents), "amount": money(each.total)}
            said.append(
                _("%(extra)s, %(unit)s each with VAT: %(amount)s.", **words)
                if each.includes_vat
                else _("%(extra)s, %(unit)s each without VAT: %(amount)s with VAT.", **words)
            )
        if each.cents != each.total:
            said.append(_("%(extra)s: %(amount)s stay to be paid.", extra=each.product.name, amount=money(each.cents)))
    return said


def extras_said(booking: Booking) -> str:
    """ "8 x Coffee, 1 x Projector"; empty without any."""
    return ", ".join(str(each) for each in booking.extras if each.quantity)


def said_of_many(session: Session, bookings: Collection[int]) -> dict[int, str]:
    """The same of several, by the booking's number; those without any are left out. Whoever asks was let see them."""
    found: dict[int, list[str]] = {}
    for each in session.scalars(
        select(BookingExtra).where(BookingExtra.booking_id.in_(bookings), BookingExtra.quantity > 0).order_by(BookingExtra.id)
    ):
        found.setdefault(each.booking_id, []).append(str(each))
    return {booking_id: ", ".join(said) for booking_id, said in found.items()}
