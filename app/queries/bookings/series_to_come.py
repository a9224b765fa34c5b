"""How much of a series is still to come."""

from __future__ import annotations

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.access.actor import Actor
from app.access.scope import narrowed
from app.core.clock import now
from app.models import Booking
from app.models.booking import LIVE


def to_come(session: Session, booking: Booking, *, by: Actor) -> int:
    """Live dates of its series that begin with this booking or later, as far as the actor knows of them."""
    query = select(func.count()).select_from(Booking).where(Booking.series_id == booking.series_id, Booking.status.in_(LIVE), Booking.starts_at >= max(booking.starts_at, now()))
    return session.scalar(narrowed(query, by, Booking)) or 0
