"""Proposals and contracts: printed once when sent, sealed once when agreed, followed each hour."""

from __future__ import annotations

from app.access.actor import SYSTEM
from app.actions.papers.follow import follow_papers
from app.actions.papers.keep import keep_paper, keep_sealed
from app.core.entity import db
from app.models import Paper
from app.models.paper import AGREED
from app.queries.papers.view import paper_view
from app.rendering.paper import paper_pdf
from jobs import job


@job(queue="pdf", timeout=120)
def print_sent(paper_id: int) -> None:
    """Safe to run twice: a paper that has its PDF keeps it."""
    paper = db.session.get_one(Paper, paper_id)
    if paper.document_id is None:
        view = paper_view(db.session(), paper)
        db.session.rollback()  # no transaction stays open while the page is set
        keep_paper(paper_id, paper_pdf(view), by=SYSTEM)


@job(queue="pdf", timeout=120)
def seal(paper_id: int) -> None:
    """Safe to run twice: the same with its signature, which goes to both sides once."""
    paper = db.session.get_one(Paper, paper_id)
    if paper.status in AGREED and paper.sealed_id is None:
        view = paper_view(db.session(), paper)
        db.session.rollback()  # no transaction stays open while the page is set
        keep_sealed(paper_id, paper_pdf(view), by=SYSTEM)


def follow() -> str:
    """For the timetable."""
    return follow_papers()
