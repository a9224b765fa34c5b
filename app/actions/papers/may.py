"""Who may write a paper: the permission of its kind, at its location."""

from __future__ import annotations

from app.access.actor import require
from app.access.permissions import Permission
from app.models import Paper
from app.models.paper import PaperKind
from app.work import Work

WRITE = {PaperKind.PROPOSAL: Permission.PROPOSAL_WRITE, PaperKind.CONTRACT: Permission.CONTRACT_WRITE}
READ = {PaperKind.PROPOSAL: Permission.PROPOSAL_READ, PaperKind.CONTRACT: Permission.CONTRACT_READ}


def lock_paper(work: Work, paper_id: int) -> Paper:
    """The row, locked. Raises Missing where it cannot be seen, Forbidden where it may not be written."""
    paper = work.lock(Paper, paper_id)
    require(work.by, WRITE[paper.kind], paper)
    return paper
