"""Change a contract that is not sent yet."""

from __future__ import annotations

from typing import Unpack

from app.access.actor import Actor
from app.actions.fill import fill
from app.actions.papers.draft import check_draft, lock_draft
from app.actions.papers.fields import ContractChanges
from app.models import Paper
from app.work import transaction


def change_contract(paper_id: int, *, by: Actor, **fields: Unpack[ContractChanges]) -> Paper:
    """Raises Refused once it was sent."""
    with transaction(by=by) as work:
        paper = lock_draft(work, paper_id)
        with work.session.no_autoflush:
            fill(work, paper, fields)
            check_draft(work, paper)
    return paper
