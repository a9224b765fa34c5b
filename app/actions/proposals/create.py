"""Begin a proposal out of an opportunity."""

from __future__ import annotations

from typing import Unpack

from app.access.actor import Actor
from app.actions.papers.draft import new_draft
from app.actions.papers.fields import ProposalFields
from app.models import Proposal
from app.work import transaction


def create_proposal(*, by: Actor, **fields: Unpack[ProposalFields]) -> Proposal:
    """A draft without lines, with the words of its template. Raises Refused at the field that is wrong."""
    with transaction(by=by) as work:
        proposal = Proposal()
        new_draft(work, proposal, dict(fields))
    return proposal
