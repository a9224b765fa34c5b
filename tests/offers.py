"""Builders of what sales has on the table: a lead with its opportunity, a proposal with lines, one that is sent and printed."""

from __future__ import annotations

import datetime as dt
from typing import Any

from app.access.actor import SYSTEM
from app.actions.papers.keep import keep_paper
from app.actions.papers.lines import add_line
from app.actions.papers.send import send_paper
from app.actions.proposals.create import create_proposal
from app.models import Location, Membership, Opportunity, Paper
from tests.make import Make


def opportunity(make: Make, location: Location | None = None, **wishes: Any) -> Opportunity:
    """Open, of a lead with an address of its own."""
    location = location or make.location()
    return make.opportunity(make.lead(location, name="Thandi Nkosi", company="Nkosi Design", places=2), **wishes)


def proposal(make: Make, membership: Membership | None = None, *, deal: Opportunity | None = None, **line: Any) -> Paper:
    """A draft with one line of two places from 12 June 2026."""
    membership = membership or make.membership(make.location(code=f"KLF{next(make.counter)}", name="Kloof"))
    deal = deal or opportunity(make, membership.location)
    paper = create_proposal(opportunity_id=deal.id, by=SYSTEM)
    values = {
        "membership_id": membership.id,
        "space_id": make.space(membership.location).id,
        "places": 2,
        "starts_on": dt.date(2026, 6, 12),
    }
    add_line(paper.id, **values | line, by=SYSTEM)
    return paper


def sent(make: Make, membership: Membership | None = None, **how: Any) -> Paper:
    """Sent and printed, with a file that is quickly made."""
    paper = send_paper(proposal(make, membership, **how).id, by=SYSTEM)
    return keep_paper(paper.id, b"%PDF of " + paper.code.encode(), by=SYSTEM)
