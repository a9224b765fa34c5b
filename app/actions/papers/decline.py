"""Say no to a paper by its link, with a reason, which is told to whoever sells."""

from __future__ import annotations

from app.actions.papers.answered import tell_answer
from app.actions.papers.by_link import READER, locked_by, require_waiting
from app.actions.papers.events import PaperDeclined
from app.core.clock import now
from app.models import Paper
from app.models.paper import PaperStatus
from app.work import transaction


def decline(secret: str, *, reason: str) -> Paper:
    """A second no is a no-op. The reason may stay empty: nobody has to say why. Raises Missing, Refused."""
    with transaction(by=READER) as work:
        paper = locked_by(work, secret)
        if paper.status is PaperStatus.DECLINED:
            return paper
        require_waiting(paper)
        Paper.moves.move(paper, "decline")
        paper.answered_at, paper.decline_reason = now(), " ".join(reason.replace("\x00", "").split())[:1000]
        tell_answer(work, paper)
        work.emit(PaperDeclined(paper.id))
    return paper
