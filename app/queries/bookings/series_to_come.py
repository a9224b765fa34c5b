"""What of a series is still to come."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from app.access.actor import Actor
from app.access.scope import narrowed
from app.core.clock import now
from app.models import Booking
from app.models.booking import LIVE


def to_come(session: Session, booking: Booking, *, by: Actor) -> int:
    """How many live dates of its series begin with this booking or later, as far as the actor knows of them."""
    return session.scalar(_rest(select(func.count()).select_from(Booking), booking.series_id, booking.starts_at, by)) or 0


def rest_of(session: Session, series_id: int | None, since: dt.datetime, *, by: Actor) -> list[Booking]:
    """Those dates; what has begun is none of them."""
    return list(session.scalars(_rest(select(Booking), series_id, since, by).order_by(Booking.starts_at)))


def _rest(query: Select[Any], series_id: int | None, since: dt.datetime, by: Actor) -> Select[Any]:
    return narrowed(
        query.where(Booking.series_id == series_id, Booking.status.in_(LIVE), Booking.starts_at >= max(since, now())), by, Booking
    )
