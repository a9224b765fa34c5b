"""LetterSender: who signs a letter to a person, as the letter's templates ask for it."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.orm import Session

from app.core.formats import EVERYWHERE, locale_of
from app.models import FoyerUser, Location
from app.queries.document_view import Party

HOUSE = "Foyer"


@dataclass(frozen=True, slots=True)
class LetterSender:
    """The location of a person, or the house where somebody has none; then `sender_email` is empty."""

    location_name: str
    seller: Party
    zone: str
    locale: str
    sender_email: str = ""
    vat_registered: bool = False
    language: str = "en"


def home_of(user: FoyerUser) -> Location | None:
    """Where a person belongs: the own location, that of the organisation, or the first where they work."""
    if user.location is not None:
        return user.location
    if user.organisation is not None:
        return user.organisation.location
    return min(user.locations, key=lambda place: place.id, default=None)


def sender_of(session: Session, location_id: int | None) -> LetterSender:
    """Who signs for that location."""
    place = session.get(Location, location_id) if location_id is not None else None
    if place is None:
        return LetterSender(HOUSE, Party(HOUSE), "UTC", EVERYWHERE)
    seller = Party(place.legal_name or place.name, place.address)
    return LetterSender(place.name, seller, place.zone, locale_of(place.country), place.sender_email)
