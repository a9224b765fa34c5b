"""A deal is over: its papers that wait for an answer open nothing any more."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select

from app.access.paper_links import taken_back
from app.models import Opportunity, Paper
from app.models.paper import WAITING
from app.work import Work


def hold_papers(work: Work, *lead_ids: int) -> Sequence[Paper]:
    """All of their deals, locked: whoever answers holds the paper, then the lead, then the deal, so whoever ends a deal begins here as well."""
    deals = select(Opportunity.id).where(Opportunity.lead_id.in_(lead_ids))
    query = select(Paper).where(Paper.opportunity_id.in_(deals)).order_by(Paper.id)
    return work.session.scalars(query.with_for_update(of=Paper).execution_options(populate_existing=True)).all()


def take_links_back(papers: Sequence[Paper], opportunity: Opportunity) -> None:
    """Of those of this deal that wait; who opens it again sends them anew. The papers are held by the caller."""
    for paper in papers:
        if paper.opportunity_id == opportunity.id and paper.status in WAITING and paper.revoked_at is None:
            taken_back(paper)
