"""A member's own tickets."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from app.access.actor import Actor
from app.access.scope import narrowed
from app.models import Ticket
from app.models.ticket import UNSOLVED

MOST = 50
ALONG = (joinedload(Ticket.location), joinedload(Ticket.room), joinedload(Ticket.space))


def my_tickets(session: Session, *, by: Actor) -> tuple[Sequence[Ticket], Sequence[Ticket]]:
    """Those that are open, then those that are solved, the latest first; whoever runs a team sees the own ones as well, and no other."""
    own = (
        narrowed(select(Ticket), by, Ticket)
        .where(Ticket.user_id == by.id)
        .options(*ALONG)
        .order_by(Ticket.asked_at.desc(), Ticket.id.desc())
        .limit(MOST)
    )
    return session.scalars(own.where(Ticket.status.in_(UNSOLVED))).all(), session.scalars(own.where(Ticket.status.not_in(UNSOLVED))).all()


def my_ticket(session: Session, ticket_id: int, *, by: Actor) -> Ticket | None:
    return session.scalars(
        narrowed(select(Ticket), by, Ticket).where(Ticket.id == ticket_id, Ticket.user_id == by.id).options(*ALONG)
    ).one_or_none()
