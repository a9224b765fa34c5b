"""Offers that stand: their places are taken for everybody but those to whom they were promised (P15)."""

from __future__ import annotations

from sqlalchemy import Date, cast, func, null, select
from sqlalchemy.orm import Session

from app.core import clock
from app.core.entity import AnySelect
from app.models import Location, PlaceOffer, WaitingEntry
from app.models.place_offer import OfferStatus


def standing(query: AnySelect) -> AnySelect:
    """Offers of the query that are open, and whose last day is not over where the place is."""
    there = cast(func.timezone(Location.zone, clock.now()), Date)
    return query.join(Location, Location.id == PlaceOffer.location_id).where(
        PlaceOffer.status == OfferStatus.OPEN, PlaceOffer.stands_until >= there
    )


def held() -> AnySelect:
    """(space, holder, first day, last day, how many) of the places that are still promised."""
    holder = func.coalesce(WaitingEntry.organisation_id, -WaitingEntry.id)
    columns = (PlaceOffer.space_id, holder, PlaceOffer.starts_on, cast(null(), Date), PlaceOffer.places - PlaceOffer.taken)
    return standing(select(*columns).select_from(PlaceOffer).join(WaitingEntry, WaitingEntry.id == PlaceOffer.entry_id))


def open_offer(session: Session, entry_id: int) -> PlaceOffer | None:
    """The offer that somebody who waits has to answer, whether or not its day is over."""
    return session.scalars(select(PlaceOffer).where(PlaceOffer.entry_id == entry_id, PlaceOffer.status == OfferStatus.OPEN)).one_or_none()


def promised(session: Session, space_id: int) -> PlaceOffer | None:
    """The offer of this space that stands longest."""
    query = standing(select(PlaceOffer)).where(PlaceOffer.space_id == space_id)
    return session.scalars(query.order_by(PlaceOffer.stands_until.desc(), PlaceOffer.id).limit(1)).one_or_none()


def lapsed(session: Session) -> list[int]:
    """Offers whose last day is over where their place is, by number."""
    there = cast(func.timezone(Location.zone, clock.now()), Date)
    query = select(PlaceOffer.id).join(Location, Location.id == PlaceOffer.location_id)
    return list(
        session.scalars(query.where(PlaceOffer.status == OfferStatus.OPEN, PlaceOffer.stands_until < there).order_by(PlaceOffer.id))
    )
