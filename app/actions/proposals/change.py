"""Change the words or the last day of a proposal that is not sent yet."""

from __future__ import annotations

from typing import Unpack

from app.access.actor import Actor
from app.actions.fill import fill
from app.actions.papers.draft import check_draft, lock_draft
from app.actions.papers.fields import ProposalChanges
from app.models import Paper
from app.work import transaction


def change_proposal(paper_id: int, *, by: Actor, **fields: Unpack[ProposalChanges]) -> Paper:
    """Raises Refused once it was sent."""
    with transaction(by=by) as work:
        paper = lock_draft(work, paper_id)
        with work.session.no_autoflush:
            fill(work, paper, fields)
            check_draft(work, paper)
    return paper
