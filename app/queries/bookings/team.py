"""For whom a member may book."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.access.actor import Actor
from app.models import FoyerUser


def bookable_people(session: Session, *, by: Actor) -> Sequence[FoyerUser]:
    """Themselves; whoever runs a team also for its people, by name."""
    whose = FoyerUser.organisation_id == by.organisation_id if by.runs_team else FoyerUser.id == by.id
    return session.scalars(
        select(FoyerUser).where(whose, FoyerUser.active.is_(True)).order_by(FoyerUser.first_name, FoyerUser.last_name, FoyerUser.id)
    ).all()
