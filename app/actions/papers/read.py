"""Somebody reads a paper in a browser: the page itself says so, never the mere fetching of its address."""

from __future__ import annotations

from app.actions.leads.heat import warm
from app.actions.papers.by_link import READER, locked_by
from app.core.clock import now, today
from app.models import Lead, Paper
from app.models.paper import PaperKind, PaperStatus
from app.rules.lead_heat import Warming
from app.work import transaction


def read_paper(secret: str) -> Paper:
    """The first time it is opened, and an opened proposal warms its lead to hot (C2). Later times change nothing. Raises Missing."""
    with transaction(by=READER) as work:
        paper = locked_by(work, secret)
        if paper.status is PaperStatus.SENT and paper.is_waiting and paper.valid_until >= today(paper.location.zone):
            Paper.moves.move(paper, "open")
            paper.opened_at = now()
            if paper.kind is PaperKind.PROPOSAL:
                warm(work, work.lock(Lead, paper.opportunity.lead_id), Warming.OPENED_PROPOSAL, paper.opened_at)
    return paper
