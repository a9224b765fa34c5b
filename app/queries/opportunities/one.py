"""One opportunity with everything that its page names."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from app.access.actor import Actor
from app.access.scope import narrowed
from app.models import Lead, Opportunity


def one_opportunity(session: Session, opportunity_id: int, *, by: Actor) -> Opportunity | None:
    """None for one that is not there, or not theirs to see."""
    along = (
        joinedload(Opportunity.lead).joinedload(Lead.contact),
        joinedload(Opportunity.lead).joinedload(Lead.referrer),
        joinedload(Opportunity.location),
        joinedload(Opportunity.owner),
        joinedload(Opportunity.organisation),
        joinedload(Opportunity.abandon_reason),
        joinedload(Opportunity.track),
    )
    query = select(Opportunity).where(Opportunity.id == opportunity_id).options(*along)
    return session.scalars(narrowed(query, by, Opportunity)).one_or_none()
