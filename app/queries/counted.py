"""How many rows a person sees, for the numbers of the start page and of Health: as many as the list has that opens from there."""

from __future__ import annotations

from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.access.actor import Actor
from app.access.scope import narrowed


def counted(session: Session, model: Any, *criteria: Any, by: Actor, location_id: int | None) -> int:
    """Of those that fit, at one location or wherever the actor may look."""
    query = narrowed(select(func.count()).select_from(model).where(*criteria), by, model)
    return session.scalar(query if location_id is None else query.where(model.location_id == location_id)) or 0
