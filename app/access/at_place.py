"""Which rows are of one location, where that is more than those which name it: what the location switch leaves of their lists."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlalchemy import and_, or_, select

from app.access.staff_people import Criterion
from app.access.staff_scope import STAFF
from app.models import (
    Announcement,
    Contact,
    Discount,
    DoorTag,
    FoyerUser,
    Guest,
    LeadForm,
    PaymentMethod,
    Product,
    SavedAnswer,
    Template,
    Track,
)


def _as_seen_there(model: Any) -> Callable[[int], Criterion]:
    """What staff of that location alone would see."""
    return lambda place: STAFF[model](frozenset({place}))


def _discounts(place: int) -> Criterion:
    """Those, and the discounts of whoever buys a product that is sold there."""
    sold = select(Product.id).where(or_(Product.location_id.is_(None), Product.location_id == place))
    for_all = and_(
        Discount.organisation_id.is_(None), Discount.license_id.is_(None), Discount.membership_id.is_(None), Discount.product_id.in_(sold)
    )
    return or_(_as_seen_there(Discount)(place), for_all)


# A guest by their visits, a discount and a card by their organisation, a contact by all that they are there, a person without a home of their own by
# their organisation; what names no location is for every one.
AT_PLACE: dict[Any, Callable[[int], Criterion]] = {
    model: _as_seen_there(model)
    for model in (Announcement, Contact, DoorTag, FoyerUser, Guest, LeadForm, PaymentMethod, Product, SavedAnswer, Template, Track)
} | {Discount: _discounts}
