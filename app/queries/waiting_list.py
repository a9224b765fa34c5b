"""Who waits, in the order in which they are asked, and the place that has come free for each of them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload

from app.access.actor import Actor
from app.access.scope import narrowed
from app.core import clock
from app.models import Location, PlaceOffer, Space, WaitingEntry
from app.models.place_offer import OfferStatus
from app.models.waiting_entry import WaitingStatus
from app.queries.availability import Place, places

OPEN = (WaitingStatus.WAITING, WaitingStatus.OFFERED)
SOON = dt.timedelta(days=90)  # a place that is free in two years is nothing to write about today
ENDED = (OfferStatus.DECLINED, OfferStatus.EXPIRED)


@dataclass(frozen=True, slots=True)
class Fit:
    """A space that somebody would take, and the first day on which their people fit into it for good."""

    space: Space
    starts_on: dt.date


@dataclass(frozen=True, slots=True)
class Waits:
    """`fit` is the earliest place there is for them; `offer` the one that they have to answer; `refused` the spaces that they said no to."""

    entry: WaitingEntry
    fit: Fit | None
    offer: PlaceOffer | None
    refused: frozenset[int] = frozenset()


def waiting_list(session: Session, *, by: Actor, location_id: int | None) -> list[Waits]:
    """Everybody who waits, longest first. Two queries, and two more for each location where somebody waits."""
    query = select(WaitingEntry).where(WaitingEntry.status.in_(OPEN)).order_by(WaitingEntry.since, WaitingEntry.id)
    query = query.options(joinedload(WaitingEntry.location), joinedload(WaitingEntry.space), joinedload(WaitingEntry.organisation))
    query = query if location_id is None else query.where(WaitingEntry.location_id == location_id)
    entries = session.scalars(narrowed(query, by, WaitingEntry)).all()
    offers, refused = _offers(session, entries)
    there: dict[int, list[Place]] = {}
    for entry in entries:
        if entry.location_id not in there:
            there[entry.location_id] = _places(session, entry.location, by)
    return [
        Waits(entry, _earliest(fits(entry, there[entry.location_id])), offers.get(entry.id), refused.get(entry.id, frozenset()))
        for entry in entries
    ]


def ready(found: Sequence[Waits]) -> list[Waits]:
    """Those who could be offered a place now: it is free soon after they want it."""
    return [
        each
        for each in found
        if each.entry.status is WaitingStatus.WAITING and each.fit is not None and each.fit.starts_on <= _wanted(each.entry) + SOON
    ]


def fits_of(session: Session, entry: WaitingEntry, *, by: Actor) -> list[Fit]:
    """Every space for one of them, the earliest first."""
    return sorted(fits(entry, _places(session, entry.location, by)), key=lambda each: (each.starts_on, each.space.name))


def fits(entry: WaitingEntry, found: Sequence[Place]) -> list[Fit]:
    """Those of the places that are what they wait for, with the first day for all their people."""
    made = []
    for place in found:
        if entry.space_id not in (None, place.space.id) or entry.kind not in (None, place.space.kind):
            continue
        opening = place.opening(_wanted(entry), None, entry.places, organisation_id=entry.waits_as)
        if opening.starts_on is not None:
            made.append(Fit(place.space, opening.starts_on))
    return made


def place_in_line(session: Session, entry: WaitingEntry) -> int:
    """1 for whoever is asked first at that location."""
    ahead = select(func.count()).where(
        WaitingEntry.location_id == entry.location_id,
        WaitingEntry.status.in_(OPEN),
        (WaitingEntry.since < entry.since) | ((WaitingEntry.since == entry.since) & (WaitingEntry.id < entry.id)),
    )
    return (session.scalar(ahead) or 0) + 1


def _earliest(found: Sequence[Fit]) -> Fit | None:
    return min(found, key=lambda each: (each.starts_on, each.space.name), default=None)


def _wanted(entry: WaitingEntry) -> dt.date:
    return max(entry.starts_on, clock.today(entry.location.zone))


def _places(session: Session, location: Location, by: Actor) -> list[Place]:
    return places(session, by=by, location_id=location.id, since=clock.today(location.zone))


def _offers(session: Session, entries: Sequence[WaitingEntry]) -> tuple[dict[int, PlaceOffer], dict[int, frozenset[int]]]:
    """The open offer of each, and the spaces that each said no to."""
    query = select(PlaceOffer).where(PlaceOffer.entry_id.in_([entry.id for entry in entries])).options(joinedload(PlaceOffer.space))
    offers = session.scalars(query.order_by(PlaceOffer.id)).all() if entries else []
    refused: dict[int, frozenset[int]] = {}
    for each in offers:
        if each.status in ENDED:
            refused[each.entry_id] = refused.get(each.entry_id, frozenset()) | {each.space_id}
    return {each.entry_id: each for each in offers if each.status is OfferStatus.OPEN}, refused
