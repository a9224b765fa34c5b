"""What a location still lacks before it can bill as it should."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.access.actor import Actor
from app.access.scope import visible
from app.models import Location, Membership, TaxRate


class Lack(StrEnum):
    ADDRESS = "address"
    VAT_NUMBER = "vat_number"
    TAX_RATE = "tax_rate"
    MEMBERSHIPS = "memberships"


@dataclass(frozen=True, slots=True)
class Missing:
    location: Location
    lacks: tuple[Lack, ...]


def missing(session: Session, *, by: Actor, location_id: int | None = None, with_offers: bool = True) -> list[Missing]:
    """Locations that lack something, the others left out; two queries, however many there are. A location may well sell nothing: that counts `with_offers`."""
    query = select(Location).order_by(Location.name)
    criterion = visible(by, Location)
    if criterion is not None:
        query = query.where(criterion)
    if location_id is not None:
        query = query.where(Location.id == location_id)
    rated = select(func.array_agg(TaxRate.country.distinct())).where(~TaxRate.withdrawn).scalar_subquery()
    sold = select(func.array_agg(Membership.location_id.distinct())).where(Membership.is_active).scalar_subquery()
    countries, selling = session.execute(select(rated, sold)).one()
    found = []
    for place in session.scalars(query):
        lacks = {
            Lack.ADDRESS: not place.address.strip(),
            Lack.VAT_NUMBER: place.vat_registered and not place.vat_number.strip(),
            Lack.TAX_RATE: place.vat_registered and place.country not in (countries or ()),
            Lack.MEMBERSHIPS: with_offers and place.id not in (selling or ()),
        }
        if any(lacks.values()):
            found.append(Missing(place, tuple(lack for lack, is_so in lacks.items() if is_so)))
    return found
