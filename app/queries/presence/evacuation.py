"""The evacuation list: everybody who is in, place by place, with whoever answers for them."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.access.actor import Actor
from app.access.scope import narrowed
from app.core import clock
from app.models import Location
from app.queries.presence.who_is_in import Present, Who, who_is_in


@dataclass(frozen=True, slots=True)
class Evacuation:
    """One location at one moment. `at` is when the list was made: on paper, and in a machine that has no network, it is as old as that."""

    location: Location
    at: dt.datetime
    people: list[Present]

    def count(self, who: Who) -> int:
        return sum(each.who is who for each in self.people)


def evacuation(session: Session, *, by: Actor, location_id: int | None = None) -> list[Evacuation]:
    """Of the locations that the actor may see, or of one of them; those with nobody in as well, because that is an answer too."""
    query = select(Location).order_by(Location.name)
    if location_id is not None:
        query = query.where(Location.id == location_id)
    at = clock.now()
    return [Evacuation(place, at, who_is_in(session, place.id, by=by)) for place in session.scalars(narrowed(query, by, Location))]
