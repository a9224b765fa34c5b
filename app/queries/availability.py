"""Availability: how many places each space of a location has from a day on, and from when so many people fit (P15)."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from sqlalchemy import literal, or_, select, union_all
from sqlalchemy.orm import Session

from app.access.actor import Actor
from app.access.scope import narrowed
from app.models import License, PlaceOffer, Space
from app.models.space import SpaceKind
from app.queries.offers import held
from app.rules.occupancy import Holder, Level, Opening, free_places, levels, opening, stretches

NEWCOMER = 0  # an organisation that nobody is yet


class Stretch(NamedTuple):
    """Days, both included, on which so many are there; `free`: how many newcomers may join them, None: no limit."""

    starts_on: dt.date
    ends_on: dt.date
    taken: int
    free: int | None


@dataclass(frozen=True, slots=True)
class Place:
    """A space, and everybody who holds a license or an offer of a place in it on or after the day that was asked for."""

    space: Space
    holders: Sequence[Holder]

    @property
    def is_private(self) -> bool:
        return self.space.kind is SpaceKind.PRIVATE_OFFICE

    def opening(self, starts_on: dt.date, ends_on: dt.date | None, people: int, *, organisation_id: int = NEWCOMER) -> Opening:
        """From when so many people of one organisation fit."""
        wanted = Holder(organisation_id, starts_on, ends_on)
        return opening(self.space.capacity, self.holders, wanted, people=people, one_organisation=self.is_private)

    def stretches(self, first: dt.date, last: dt.date) -> list[Stretch]:
        """The days from first to last without a gap, cut where the number changes."""
        steps = levels(self.holders, since=first)
        if not steps or steps[0].day > first:
            steps.insert(0, Level(first, 0))
        return [
            Stretch(
                level.day, min(until, last), level.taken, free_places(self.space.capacity, level.taken, one_organisation=self.is_private)
            )
            for level, until in stretches(steps)
            if level.day <= last
        ]


def least_free(found: Sequence[Stretch], first: dt.date, last: dt.date) -> int | None:
    """How many places are free on every day from first to last; None: no limit."""
    free = [each.free for each in found if each.starts_on <= last and each.ends_on >= first]
    limited = [each for each in free if each is not None]
    return min(limited) if limited else None


def places(session: Session, *, by: Actor, location_id: int, since: dt.date, kind: SpaceKind | None = None) -> list[Place]:
    """The spaces of a location by name, with those who are there, or have the promise of a place, on or after `since`. Two queries, however many."""
    query = select(Space).where(Space.location_id == location_id).order_by(Space.name, Space.id)
    query = query if kind is None else query.where(Space.kind == kind)
    spaces = session.scalars(narrowed(query, by, Space)).all()
    there = select(License.space_id, License.organisation_id, License.starts_on, License.ends_on, literal(1)).where(
        License.location_id == location_id, or_(License.ends_on.is_(None), License.ends_on >= since)
    )
    offered = held().where(PlaceOffer.location_id == location_id)
    holders: dict[int, list[Holder]] = defaultdict(list)
    for space_id, organisation_id, starts_on, ends_on, count in session.execute(union_all(there, offered)) if spaces else ():
        holders[space_id] += [Holder(organisation_id, starts_on, ends_on)] * count
    return [Place(space, holders[space.id]) for space in spaces]
