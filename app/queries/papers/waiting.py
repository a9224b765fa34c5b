"""Proposals and contracts that somebody should look at: their last day is near, or they were read and not answered."""

from __future__ import annotations

import datetime as dt
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.access.actor import Actor
from app.access.scope import narrowed
from app.core.clock import now, today
from app.models import Location, Opportunity, Paper
from app.models.opportunity import OPEN_STAGES
from app.models.paper import WAITING, PaperKind

SOON = 3  # days
THINKING = dt.timedelta(days=2)


class Looks(NamedTuple):
    """Counts by kind: `ending` within three days, `unanswered` since two days after they were read."""

    ending: int
    unanswered: int


def papers_to_look_at(session: Session, kind: PaperKind, *, by: Actor, location_id: int | None) -> Looks:
    """One that is both counts as ending."""
    query = (
        select(Paper.valid_until, Paper.opened_at, Location.zone)
        .join(Location, Location.id == Paper.location_id)
        .join(Opportunity, Opportunity.id == Paper.opportunity_id)
    )
    query = query.where(Paper.kind == kind, Paper.status.in_(WAITING), Opportunity.stage.in_(OPEN_STAGES))
    if location_id is not None:
        query = query.where(Paper.location_id == location_id)
    ending = unanswered = 0
    for until, opened_at, zone in session.execute(narrowed(query, by, Paper)):
        left = (until - today(zone)).days
        if 0 <= left <= SOON:
            ending += 1
        elif left > SOON and opened_at is not None and opened_at < now() - THINKING:
            unanswered += 1
    return Looks(ending, unanswered)
