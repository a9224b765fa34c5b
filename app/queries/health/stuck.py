"""What has not moved for too long: jobs, and invoices that hold their licenses locked (I3, T3)."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import func, or_, select

from app.core.clock import now
from app.core.entity import db
from app.models import Invoice, OutboxMessage
from app.models.invoice import InvoiceStatus
from app.models.outbox import OutboxState

TOO_LONG = dt.timedelta(hours=1)
OPEN = (OutboxState.DUE, OutboxState.QUEUED, OutboxState.RUNNING)


@dataclass(frozen=True, slots=True)
class Stuck:
    """How many of each. `jobs` are not begun, or tried in vain; `parked` ones wait for a person, however long they have."""

    jobs: int
    parked: int
    locked_invoices: int


def stuck() -> Stuck:
    """Counted for the whole network."""
    before = now() - TOO_LONG
    session = db.session
    late = or_(OutboxMessage.not_before < before, OutboxMessage.trying_since < before)
    waiting = select(func.count()).select_from(OutboxMessage).where(OutboxMessage.state.in_(OPEN), late)
    parked = select(func.count()).select_from(OutboxMessage).where(OutboxMessage.state == OutboxState.PARKED)
    locked = select(func.count()).select_from(Invoice).where(Invoice.status == InvoiceStatus.LOCKED, Invoice.locked_at < before)
    return Stuck(session.scalar(waiting) or 0, session.scalar(parked) or 0, session.scalar(locked) or 0)
