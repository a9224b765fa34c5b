"""The strip of papers on an opportunity's page: its proposals and contracts, and what may be made next."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.access.actor import Actor
from app.access.permissions import Permission
from app.access.scope import narrowed
from app.models import Opportunity, Paper
from app.models.opportunity import OPEN_STAGES
from app.models.paper import PaperKind, PaperStatus


@dataclass(frozen=True, slots=True)
class Papers:
    """Newest first, without those that a newer version stands for. `accepted_id` is the proposal that a contract may come from."""

    rows: tuple[Paper, ...]
    may_propose: bool
    may_contract: bool
    accepted_id: int | None


def papers(session: Session, opportunity_id: int, *, by: Actor) -> Papers:
    """Nothing for who may not see them."""
    kinds = [
        kind
        for kind, read in ((PaperKind.PROPOSAL, Permission.PROPOSAL_READ), (PaperKind.CONTRACT, Permission.CONTRACT_READ))
        if by.may(read)
    ]
    query = select(Paper).where(Paper.opportunity_id == opportunity_id, Paper.kind.in_(kinds), Paper.status != PaperStatus.SUPERSEDED)
    rows = tuple(session.scalars(narrowed(query.order_by(Paper.id.desc()), by, Paper)))
    deal = session.get_one(Opportunity, opportunity_id)
    is_open = deal.stage in OPEN_STAGES and (by.location_ids is None or deal.location_id in by.location_ids)
    accepted = next((row.id for row in rows if row.status is PaperStatus.ACCEPTED), None)
    return Papers(rows, is_open and by.may(Permission.PROPOSAL_WRITE), is_open and by.may(Permission.CONTRACT_WRITE), accepted)
