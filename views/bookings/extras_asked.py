"""The extras that the form of a booking offers beside its price: how many of each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from flask import request
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from app.access.actor import Actor
from app.core.errors import Refused
from app.models import Booking, BookingExtra, Product, Room
from app.queries.bookings.extras import offered
from app.rules.extras import MOST
from app.web.formats import format_money
from app.web.numbers import whole

FIELD, SHOWN = "extra-", "had-"  # in front of the product's number: how many are asked for, and how many the page showed


@dataclass(frozen=True)
class ExtraAsked:
    """`said` is what stands in the field: a number, or whatever somebody typed; `shown` is how many the booking has, as the page says."""

    field: str
    shown_field: str
    name: str
    price: str
    most: int
    said: str
    shown: str


def extras_asked(
    session: Session, room: Room | None, booking: Booking | None = None, *, by: Actor, is_stale: bool = False
) -> list[ExtraAsked]:
    """What is offered with that room, and what the booking has already. What somebody typed stays beside what they were shown, until that `is_stale`."""
    if room is None:
        return []
    has = {each.product_id: each for each in booking.extras if each.quantity} if booking is not None else {}
    asked = [
        _asked(each, _price(each, has.get(each.id), room), each.extra_most or MOST, has.get(each.id), is_stale=is_stale)
        for each in offered(session, room.location_id, by=by)
    ]
    fields = {each.field for each in asked}
    gone = [
        _asked(each.product, _money(each.unit_price_cents, each.price_includes_vat, room), each.quantity, each, is_stale=is_stale)
        for each in has.values()
    ]
    return asked + [each for each in gone if each.field not in fields]


def typed_extras(form: Mapping[str, str]) -> dict[int, int]:
    """Product and quantity, as the actions take them; an empty field is none. What is as the page showed it is not asked for: it stays, also where
    somebody else changes it meanwhile. Raises Refused for what is no number."""
    found = {}
    for name, text in form.items():
        product_id = whole(name.removeprefix(FIELD)) if name.startswith(FIELD) else None
        if product_id is not None:
            quantity = whole(text.strip() or "0", MOST)
            if quantity is None:
                raise Refused(_("How many of an extra is a whole number, %(most)s at most.", most=MOST))
            if quantity != _shown(form, product_id):
                found[product_id] = quantity
    return found


def shown_extras(form: Mapping[str, str]) -> dict[int, int]:
    """How many the page showed of those that `typed_extras` asks for."""
    return {product_id: shown for product_id in typed_extras(form) if (shown := _shown(form, product_id)) is not None}


def _shown(form: Mapping[str, str], product_id: int) -> int | None:
    return whole(form.get(f"{SHOWN}{product_id}", ""))


def _asked(product: Product, price: str, most: int, row: BookingExtra | None, *, is_stale: bool) -> ExtraAsked:
    field, shown_field, has = f"{FIELD}{product.id}", f"{SHOWN}{product.id}", str(row.quantity if row is not None else 0)
    said, shown = request.form.get(field), request.form.get(shown_field)
    if said is None or said == shown:
        said = shown = has
    return ExtraAsked(field, shown_field, product.name, price, most, said, has if is_stale or shown is None else shown)


def _price(product: Product, row: BookingExtra | None, room: Room) -> str:
    """Of one; and of those that were promised, which keep theirs until another number is asked for."""
    price = _money(product.price_cents, product.price_includes_vat, room)
    promised = _money(row.unit_price_cents, row.price_includes_vat, room) if row is not None else price
    return price if promised == price else _("%(promised)s as booked; %(price)s for another number", promised=promised, price=price)


def _money(cents: int, includes_vat: bool, room: Room) -> str:
    price = format_money(cents, room.location.currency)
    return price if includes_vat else _("%(price)s without VAT", price=price)
