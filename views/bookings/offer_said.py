"""An offer in the words of the one who decides: the price, what pays it, what speaks against it, and what a cancellation gives back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from flask import url_for
from flask_babel import format_datetime
from flask_babel import gettext as _
from markupsafe import Markup
from sqlalchemy.orm import Session

from app.access.actor import Actor
from app.access.permissions import Permission
from app.core.clock import local, now
from app.core.formats import percent_text
from app.models import Booking, Room
from app.queries.bookings.alternatives import Alternative, nearest
from app.queries.bookings.extras import Extra, cents_of, extras_in_words
from app.queries.bookings.facts import Wish
from app.queries.bookings.quote import Offer, quote_booking
from app.rules.credits import Owner
from app.rules.units import Unit
from app.web.avatars import as_room_picture
from app.web.formats import as_date, format_money, reader


@dataclass(frozen=True)
class Elsewhere:
    """A room and times at which it is free, on the wall there, and in words."""

    room_id: int
    day: dt.date
    starts_at: str
    ends_at: str
    text: str


@dataclass(frozen=True)
class OfferSaid:
    """`cents` is what the person decides on; `parts` are room and extras where there are any of them; `stops` cannot be overridden, `overridable` can, by whoever may, with a reason. `shop_url`:
    where the credits are bought that are missing.
    """

    cents: int
    price: str
    when: str
    room: str
    picture: Markup
    pays: list[str]
    stops: list[str]
    overridable: list[str]
    may_override: bool
    elsewhere: list[Elsewhere]
    policy: list[str]
    trace: list[str]
    parts: list[str]
    shop_url: str = ""

    @property
    def can_book(self) -> bool:
        return not self.stops and (self.may_override or not self.overridable)

    @property
    def against(self) -> list[str]:
        return [*self.stops, *self.overridable]


def offer_said(session: Session, room: Room, wish: Wish, *, by: Actor) -> OfferSaid:
    """Raises Missing for a room or a person that the actor may not know of."""
    offer = quote_booking(session, wish, by=by)
    zone = room.location.zone
    stops = [each.message for each in offer.obstacles if not each.can_be_overridden]
    if offer.conflict:
        stops.append(_("%(room)s is taken at that time.", room=room.name))
    stops += [each.against for each in offer.extras if each.against]
    is_short = bool(offer.rest and not offer.rest_goes_to_invoice)
    if is_short:
        stops.append(
            _("The credits are short by %(amount)s, and this cannot go to an invoice.", amount=format_money(offer.rest, offer.currency))
        )
    other = nearest(session, room, wish.starts_at, wish.ends_at, grid=offer.grid, but=wish.booking_id) if offer.conflict else []
    other = [each for each in other if not _obstructed(session, wish, each, by)]
    return OfferSaid(
        cents=offer.total,
        price=price_said(offer.total, offer.currency),
        when=when_said(wish.starts_at, wish.ends_at, zone),
        room=room.name,
        picture=as_room_picture(room),
        pays=list(_pays(offer)),
        stops=stops,
        overridable=[each.message for each in offer.obstacles if each.can_be_overridden],
        may_override=by.is_staff and by.may(Permission.BOOKING_OVERRIDE),
        elsewhere=[elsewhere_said(each, room, zone) for each in other],
        policy=policy_said(offer.notices, zone) if offer.total else [],
        trace=[*offer.trace, *extras_in_words(offer.extras, room.location)],
        parts=parts_said(room.name, offer.charged, offer.extras, offer.currency),
        shop_url=_shop(wish, by) if is_short else "",
    )


def _shop(wish: Wish, by: Actor) -> str:
    """The member's own, or the desk's for that member."""
    if not by.is_staff:
        return url_for("MyShopView.show")
    return url_for("SellView.show", user_id=wish.user_id) if wish.user_id is not None and by.may(Permission.PURCHASE_WRITE) else ""


def _obstructed(session: Session, wish: Wish, other: Alternative, by: Actor) -> bool:
    """Free, but not for this person, or not open: no help."""
    offer = quote_booking(session, replace(wish, room_id=other.room_id, starts_at=other.starts_at, ends_at=other.ends_at), by=by)
    return bool(offer.obstacles)


def price_said(cents: int, currency: str) -> str:
    return format_money(cents, currency) if cents else _("Free")


def parts_said(room: str, cents: int, extras: Sequence[Extra], currency: str) -> list[str]:
    """ "Boardroom: R 400.00", "8 x Coffee: R 200.00"; nothing without extras, where the price is the room's."""
    told = [(str(each) if each.quantity else each.product.name, each.cents) for each in extras if each.quantity or each.cents]
    return [_("%(what)s: %(price)s", what=what, price=price_said(part, currency)) for what, part in ((room, cents), *told)] if told else []


def when_said(starts_at: dt.datetime, ends_at: dt.datetime, zone: str) -> str:
    """ "Tue 16 Jun 2026, 09:00 – 10:30" on the wall there; the second day is named where it is another."""
    begins, ends = local(starts_at, zone), local(ends_at, zone)
    last = f"{ends:%H:%M}" if ends.date() == begins.date() else _at(ends)
    return f"{_at(begins)} – {last}"


def booking_when(booking: Booking) -> str:
    return when_said(booking.starts_at, booking.ends_at, booking.location.zone)


def elsewhere_said(each: Alternative, room: Room, zone: str) -> Elsewhere:
    begins, ends = local(each.starts_at, zone), local(each.ends_at, zone)
    times = f"{begins:%H:%M} – {ends:%H:%M}"
    return Elsewhere(
        each.room_id, begins.date(), f"{begins:%H:%M}", f"{ends:%H:%M}", times if each.room_id == room.id else f"{each.room}, {times}"
    )


def policy_said(notices: tuple[tuple[dt.datetime, object], ...], zone: str) -> list[str]:
    """What comes back until when; what is past already is not told."""
    found = []
    for until, percent in notices:
        if until > now():
            share = percent_text(percent, str(reader()))  # type: ignore[arg-type]
            found.append(_("Cancelled until %(when)s: %(percent)s comes back.", when=_at(local(until, zone)), percent=share))
    found.append(_("Cancelled later: nothing comes back.") if found else _("It can be cancelled, but nothing comes back."))
    return found


def paid_said(booking: Booking) -> list[str]:
    """What pays a booking that is made."""
    return [*room_paid_said(booking), *extras_pay(booking.extras_cents, booking.currency)]


def room_paid_said(booking: Booking) -> list[str]:
    """What pays its room."""
    credits = booking.charged_cents - booking.invoice_cents
    found = [_("%(amount)s from credits", amount=format_money(credits, booking.currency))] if credits else []
    if booking.invoice_cents:
        found.append(_("%(amount)s on the next invoice", amount=format_money(booking.invoice_cents, booking.currency)))
    return found


def extras_pay(cents: int, currency: str) -> list[str]:
    """Never credits."""
    return [_("%(amount)s for extras, on the next invoice", amount=format_money(cents, currency))] if cents else []


def _pays(offer: Offer) -> Iterator[str]:
    if offer.kept:
        yield _("%(amount)s is paid already", amount=format_money(offer.kept, offer.currency))
    grouped: dict[tuple[Owner, Unit, dt.datetime | None], int] = {}
    for share in offer.pay_from:
        name = (share.owner, share.unit, share.expires_at)
        grouped[name] = grouped.get(name, 0) + share.cents
    for (owner, unit, expires_at), cents in grouped.items():
        yield _credits(owner, unit, expires_at, format_money(cents, offer.currency))
    if offer.rest and offer.rest_goes_to_invoice:
        yield _("%(amount)s on the next invoice", amount=format_money(offer.rest, offer.currency))
    yield from extras_pay(cents_of(offer.extras), offer.currency)


def _credits(owner: Owner, unit: Unit, expires_at: dt.datetime | None, amount: str) -> str:
    until = as_date(expires_at.date()) if expires_at else ""
    if owner is Owner.ORGANISATION:
        return (
            _("%(amount)s from the organisation's credits until %(day)s", amount=amount, day=until)
            if until
            else _("%(amount)s from the organisation's credits", amount=amount)
        )
    return (
        _("%(amount)s from own credits until %(day)s", amount=amount, day=until)
        if until
        else _("%(amount)s from own credits", amount=amount)
    )


def _at(wall: dt.datetime) -> str:
    return str(format_datetime(wall, "EEE d MMM y, HH:mm", rebase=False))
