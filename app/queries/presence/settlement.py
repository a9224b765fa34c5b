"""Who of one network was at the other in a month, so that both operators can settle it: the same days and people on both sides.

Both count the answers that were a yes, by the date of the place where somebody stood, which the request carries; a person counts once a day and place.
Who asked to check out did not come by it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.access.actor import Actor
from app.access.scope import narrowed
from app.core.month import Month
from app.models import CheckIn, FoyerUser, PeerQuestion, PeerRequest
from app.models.peer import Answer, Direction


@dataclass(frozen=True, slots=True)
class Stay:
    """One person on one day at one place. `ref` is the same on both sides; `name` is known to whoever may know it; `at` is when they came first."""

    day: dt.date
    place: str
    ref: str
    name: str
    at: dt.datetime


@dataclass(frozen=True, slots=True)
class Usage:
    """`days` is what one operator owes the other for; `visitors` are different people."""

    stays: Sequence[Stay]

    @property
    def days(self) -> int:
        return len(self.stays)

    @property
    def visitors(self) -> int:
        return len({stay.ref for stay in self.stays})


def settlement(session: Session, peer_id: int, month: Month, direction: Direction, *, by: Actor) -> Usage:
    """OUT: their people here, whom we asked about. IN: our people there, about whom they asked. Whoever works at some locations sees those alone."""
    query = (
        select(
            PeerRequest.day,
            PeerRequest.place,
            PeerRequest.ref,
            func.coalesce(func.max(CheckIn.name), func.max(FoyerUser.first_name + " " + FoyerUser.last_name), "").label("name"),
            func.min(PeerRequest.at).label("at"),
        )
        .outerjoin(PeerQuestion, PeerQuestion.id == PeerRequest.question_id)
        .outerjoin(CheckIn, CheckIn.id == PeerQuestion.check_in_id)
        .outerjoin(FoyerUser, FoyerUser.id == PeerRequest.user_id)
        .where(PeerRequest.peer_id == peer_id, PeerRequest.direction == direction, PeerRequest.answer == Answer.OK, ~PeerRequest.leaving)
        .where(PeerRequest.day.between(month.first, month.last))
        .group_by(PeerRequest.day, PeerRequest.place, PeerRequest.ref)
        .order_by(PeerRequest.day, PeerRequest.place, func.min(PeerRequest.at))
    )
    rows = session.execute(narrowed(query, by, PeerRequest))
    return Usage([Stay(row.day, row.place, row.ref, row.name, row.at) for row in rows])
