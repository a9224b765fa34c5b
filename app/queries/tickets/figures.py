"""How many tickets wait, how long people wait for a first answer, and in which rooms something is broken."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import and_, case, func, select
from sqlalchemy.orm import Session

from app.access.actor import Actor
from app.access.scope import narrowed
from app.core import clock
from app.models import Ticket
from app.models.ticket import UNSOLVED

LOOK_BACK = dt.timedelta(days=30)


@dataclass(frozen=True, slots=True)
class TicketFigures:
    """`first_answer` is the median over tickets of the last 30 days that were answered; None while there is none."""

    unanswered: int
    oldest: dt.datetime | None
    unsolved: int
    first_answer: dt.timedelta | None


def ticket_figures(session: Session, *, by: Actor, location_id: int | None) -> TicketFigures:
    """In one query, for the list and the start page."""
    recent = and_(Ticket.answered_at.is_not(None), Ticket.user_id.is_not(None), Ticket.asked_at > clock.now() - LOOK_BACK)
    took = func.percentile_cont(0.5).within_group(case((recent, Ticket.answered_at - Ticket.asked_at)))
    unsolved = func.count(case((Ticket.status.in_(UNSOLVED), Ticket.id)))
    query = narrowed(select(func.count(Ticket.unanswered_since), func.min(Ticket.unanswered_since), unsolved, took), by, Ticket)
    return TicketFigures(*session.execute(query if location_id is None else query.where(Ticket.location_id == location_id)).one())


def faults_of_rooms(session: Session, room_ids: Sequence[int], *, by: Actor) -> dict[int, list[Ticket]]:
    """Unsolved tickets about these rooms, the oldest first."""
    query = (
        narrowed(select(Ticket), by, Ticket)
        .where(Ticket.room_id.in_(room_ids), Ticket.status.in_(UNSOLVED))
        .order_by(Ticket.asked_at, Ticket.id)
    )
    found: dict[int, list[Ticket]] = {}
    for ticket in session.scalars(query):
        found.setdefault(ticket.room_id or 0, []).append(ticket)
    return found
