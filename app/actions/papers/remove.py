"""Remove a draft. What was sent stays on record."""

from __future__ import annotations

from app.access.actor import Actor
from app.actions.papers.draft import lock_draft
from app.work import transaction


def remove_paper(paper_id: int, *, by: Actor) -> None:
    """Raises Refused once it was sent."""
    with transaction(by=by) as work:
        work.session.delete(lock_draft(work, paper_id))
