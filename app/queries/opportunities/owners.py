"""Who may own an opportunity, and who owns one."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.access.actor import Actor
from app.access.scope import narrowed
from app.models import FoyerUser, Opportunity


def owners(session: Session, *, by: Actor) -> list[tuple[int, str]]:
    """(id, name) of those who own an opportunity that the actor may see, by name."""
    owned = narrowed(select(Opportunity.owner_id).where(Opportunity.owner_id.is_not(None)), by, Opportunity).distinct()
    found = session.execute(select(FoyerUser.id, FoyerUser.first_name, FoyerUser.last_name).where(FoyerUser.id.in_(owned)))
    return sorted(((row.id, f"{row.first_name} {row.last_name}".strip()) for row in found), key=lambda each: each[1].lower())
