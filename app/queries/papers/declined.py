"""Proposals and contracts that were declined, and nobody has done anything about it yet."""

from __future__ import annotations

from sqlalchemy import exists, select
from sqlalchemy.orm import Session, aliased, joinedload

from app.access.actor import Actor
from app.access.scope import narrowed
from app.models import Activity, Opportunity, Paper
from app.models.activity import ActivityKind
from app.models.opportunity import OPEN_STAGES
from app.models.paper import PaperKind, PaperStatus

OURS = (ActivityKind.CALL, ActivityKind.EMAIL, ActivityKind.MEETING, ActivityKind.VISIT, ActivityKind.NOTE)


def declined_papers(session: Session, kind: PaperKind, *, by: Actor, location_id: int | None) -> list[Paper]:
    """The newest first, of open deals: until another paper of the kind is made, or something is said, written or planned with them."""
    later = aliased(Paper)
    query = (
        select(Paper)
        .join(Opportunity, Opportunity.id == Paper.opportunity_id)
        .where(Paper.kind == kind, Paper.status == PaperStatus.DECLINED, Opportunity.stage.in_(OPEN_STAGES))
        .where(~exists().where(later.opportunity_id == Paper.opportunity_id, later.kind == kind, later.id > Paper.id))
        .where(~exists().where(Activity.lead_id == Opportunity.lead_id, Activity.kind.in_(OURS), Activity.created_at > Paper.answered_at))
        .options(joinedload(Paper.opportunity))
        .order_by(Paper.answered_at.desc(), Paper.id.desc())
    )
    if location_id is not None:
        query = query.where(Paper.location_id == location_id)
    return list(session.scalars(narrowed(query, by, Paper)))
