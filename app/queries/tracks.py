"""Which tracks there are for a location, and which one an opportunity takes by itself (C1)."""

from __future__ import annotations

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from app.models import Track


def tracks_for(session: Session, location_id: int) -> list[Track]:
    """Those in use, the location's own first, the default one before others."""
    query = select(Track).where(Track.is_active, or_(Track.location_id == location_id, Track.location_id.is_(None)))
    return list(session.scalars(query.order_by(Track.location_id.is_(None), Track.is_default.desc(), Track.name)))


def default_track(session: Session, location_id: int) -> Track | None:
    """The location's own default, else that of every location; None where there is neither."""
    return next((track for track in tracks_for(session, location_id) if track.is_default), None)
