"""Tickets that were solved some days ago are closed: an answer after that is another matter."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import update

from app.access.actor import SYSTEM, Actor
from app.core import clock
from app.models import Ticket
from app.models.ticket import TicketStatus
from app.queries.settings import setting
from app.work import transaction

CLOSE_AFTER = "tickets.close_after_days"
CLOSE_CHOICES = ("7", "3", "14", "30")


def close_solved(*, by: Actor = SYSTEM) -> int:
    """Returns how many."""
    with transaction(by=by) as work:
        days = int(setting(work.session, CLOSE_AFTER, CLOSE_CHOICES[0]))
        old = update(Ticket).where(Ticket.status == TicketStatus.SOLVED, Ticket.solved_at < clock.now() - dt.timedelta(days=days))
        rows = work.session.execute(
            old.values(status=TicketStatus.CLOSED).returning(Ticket.id, Ticket.location_id),
            execution_options={"synchronize_session": False},
        )
        closed = [{"noun_id": row.id, "location_id": row.location_id, "changes": {"status": ["solved", "closed"]}} for row in rows]
        work.record("change", "ticket", closed)
        return len(closed)
