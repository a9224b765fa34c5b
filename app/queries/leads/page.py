"""What the page of a lead shows beside its facts."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.access.actor import SYSTEM, Actor
from app.access.scope import narrowed
from app.models import Enquiry, Lead, Opportunity

MOST = 200


def enquiries_of(session: Session, lead: Lead) -> Sequence[Enquiry]:
    """What was asked through forms and integrations, newest first."""
    return session.scalars(
        select(Enquiry).where(Enquiry.lead_id == lead.id).order_by(Enquiry.received_at.desc(), Enquiry.id.desc()).limit(MOST)
    ).all()


def opportunity_of(session: Session, lead: Lead, *, by: Actor = SYSTEM) -> Opportunity | None:
    """The one that is open, else the last one; None where nobody worked on it."""
    query = select(Opportunity).where(Opportunity.lead_id == lead.id).order_by(Opportunity.closed_at.isnot(None), Opportunity.id.desc())
    return session.scalars(narrowed(query, by, Opportunity).limit(1)).one_or_none()
