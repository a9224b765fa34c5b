"""The extras that the form of a booking offers beside its price: how many of each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from flask import request
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from app.access.actor import Actor
from app.core.errors import Refused
from app.models import Booking, Product, Room
from app.queries.bookings.extras import offered
from app.rules.extras import MOST
from app.web.formats import format_money
from app.web.numbers import whole

FIELD = "extra-"  # in front of the product's number


@dataclass(frozen=True)
class ExtraAsked:
    """`said` is what stands in the field: a number, or whatever somebody typed."""

    field: str
    name: str
    price: str
    most: int
    said: str


def extras_asked(session: Session, room: Room | None, booking: Booking | None = None, *, by: Actor) -> list[ExtraAsked]:
    """What is offered with that room, and what the booking has already."""
    if room is None:
        return []
    has = {each.product_id: each for each in booking.extras if each.quantity} if booking is not None else {}
    asked = [
        _asked(
            each, each.price_cents, each.price_includes_vat, each.extra_most or MOST, has[each.id].quantity if each.id in has else 0, room
        )
        for each in offered(session, room.location_id, by=by)
    ]
    fields = {each.field for each in asked}
    gone = [
        _asked(each.product, each.unit_price_cents, each.price_includes_vat, each.quantity, each.quantity, room) for each in has.values()
    ]
    return asked + [each for each in gone if each.field not in fields]


def typed_extras(form: Mapping[str, str]) -> dict[int, int]:
    """Product and quantity, as the actions take them; an empty field is none. Raises Refused for what is no number."""
    found = {}
    for name, text in form.items():
        product_id = whole(name.removeprefix(FIELD)) if name.startswith(FIELD) else None
        if product_id is not None:
            quantity = whole(text.strip() or "0", MOST)
            if quantity is None:
                raise Refused(_("How many of an extra is a whole number, %(most)s at most.", most=MOST))
            found[product_id] = quantity
    return found


def _asked(product: Product, cents: int, includes_vat: bool, most: int, quantity: int, room: Room) -> ExtraAsked:
    price = format_money(cents, room.location.currency)
    field = f"{FIELD}{product.id}"
    return ExtraAsked(
        field,
        product.name,
        price if includes_vat else _("%(price)s without VAT", price=price),
        most,
        request.form.get(field, str(quantity)),
    )
