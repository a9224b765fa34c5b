"""Who of staff can look after tickets at a location."""

from __future__ import annotations

from sqlalchemy.orm import Session

from app.access.permissions import Permission
from app.access.role_grants import granting
from app.models import FoyerUser
from app.queries.tasks.doers import doers


def helpers(session: Session, location_id: int) -> list[FoyerUser]:
    """By name."""
    return doers(session, location_id, granting(session, Permission.TICKET_WRITE))
