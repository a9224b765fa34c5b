"""Saved answers that fit a location."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from app.access.actor import Actor
from app.access.scope import narrowed
from app.models import SavedAnswer


def saved_answers(session: Session, location_id: int, *, by: Actor) -> Sequence[SavedAnswer]:
    """By name."""
    query = narrowed(select(SavedAnswer), by, SavedAnswer).where(
        or_(SavedAnswer.location_id.is_(None), SavedAnswer.location_id == location_id)
    )
    return session.scalars(query.order_by(SavedAnswer.name)).all()
