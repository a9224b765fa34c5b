"""LetterSender: who signs a letter to a person, as the letter's templates ask for it."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.core.formats import EVERYWHERE, locale_of
from app.models import Delivery, FoyerUser, Location
from app.queries.document_view import Party
from app.translation import LANGUAGES, SOURCE

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


def sender_of(session: Session, location_id: int | None, *, language: str = SOURCE) -> LetterSender:
    """Who signs for that location, in a language that the reader reads."""
    place = session.get(Location, location_id) if location_id is not None else None
    if place is None:
        return LetterSender(HOUSE, Party(HOUSE), "UTC", EVERYWHERE if language == SOURCE else language, language=language)
    seller = Party(place.legal_name or place.name, place.address)
    return LetterSender(place.name, seller, place.zone, locale_of(place.country, language), place.sender_email, language=language)


def sender_to(session: Session, delivery: Delivery) -> LetterSender:
    """Who signs this one."""
    return sender_of(session, delivery.location_id, language=read_by(session, delivery))


def read_by(session: Session, delivery: Delivery) -> str:
    """The language of who reads it: what that person chose, else that of a member's location, else, for an address that nobody signs in with, that of the location that writes."""
    address = delivery.addressee or delivery.address
    user = session.scalars(
        select(FoyerUser).where(func.lower(FoyerUser.email) == address.lower()).order_by(FoyerUser.id).limit(1)
    ).one_or_none()
    if user is not None and user.language in LANGUAGES:
        return user.language
    if user is not None and user.organisation_id is None:
        return SOURCE  # staff read the house's language until they choose another
    place = home_of(user) if user is not None else delivery.location
    return place.language if place is not None and place.language in LANGUAGES else SOURCE
