"""People who wait for a word: those who ask to join, and those whom a kiosk could not check in."""

from __future__ import annotations

from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.access.actor import Actor
from app.access.scope import narrowed
from app.models import KioskRefusal, SignUp
from app.models.signup import SignUpStatus


def waiting_sign_ups(session: Session, *, by: Actor, location_id: int | None) -> int:
    """How many ask to join and have no answer, at one location or wherever the actor may look."""
    return _count(session, SignUp, SignUp.status == SignUpStatus.WAITING, by=by, location_id=location_id)


def refused_at_kiosks(session: Session, *, by: Actor, location_id: int | None) -> int:
    """How many were refused while a tablet had no network, and nobody has looked at."""
    return _count(session, KioskRefusal, by=by, location_id=location_id)


def _count(session: Session, model: Any, *criteria: Any, by: Actor, location_id: int | None) -> int:
    query = narrowed(select(func.count()).select_from(model).where(*criteria), by, model)
    return session.scalar(query if location_id is None else query.where(model.location_id == location_id)) or 0
