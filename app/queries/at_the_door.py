"""People who wait for a word: those who ask to join, and those whom a kiosk could not check in."""

from __future__ import annotations

from sqlalchemy.orm import Session

from app.access.actor import Actor
from app.models import KioskRefusal, SignUp
from app.models.signup import SignUpStatus
from app.queries.counted import counted


def waiting_sign_ups(session: Session, *, by: Actor, location_id: int | None) -> int:
    """How many ask to join and have no answer, at one location or wherever the actor may look."""
    return counted(session, SignUp, SignUp.status == SignUpStatus.WAITING, by=by, location_id=location_id)


def refused_at_kiosks(session: Session, *, by: Actor, location_id: int | None) -> int:
    """How many were refused while a tablet had no network, and nobody has looked at."""
    return counted(session, KioskRefusal, by=by, location_id=location_id)
