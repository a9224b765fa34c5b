"""Which bookings stand on days that are closed: somebody should talk to the people."""

from __future__ import annotations

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.models import Booking, Closure
from app.queries.bookings.conflicts import standing
from app.rules.wall_times import day_bounds


def bookings_in(session: Session, closure: Closure) -> int:
    """Those that stand and touch its days, in its room or, without one, anywhere at its location."""
    since = day_bounds(closure.starts_on, closure.location.zone)[0]
    until = day_bounds(closure.ends_on, closure.location.zone)[1]
    query = select(func.count()).select_from(Booking).where(Booking.location_id == closure.location_id, Booking.starts_at < until, Booking.ends_at > since, standing())
    return session.scalar(query if closure.room_id is None else query.where(Booking.room_id == closure.room_id)) or 0
