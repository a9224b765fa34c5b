"""A key of the instance may be in wrong hands: whoever has a copy of the database as well could make the links that it made."""

from __future__ import annotations

from contextlib import suppress

from sqlalchemy.orm import Session

from app.access import visit_passes
from app.access.actor import Actor
from app.actions.papers.link import renew_paper_link, revoke_paper_link
from app.actions.visits.allowed import lock_visit
from app.actions.visits.events import VisitInvited
from app.core.entity import db
from app.core.errors import Refused
from app.models.visit import VisitStatus
from app.queries.other_keys import leaning_papers, leaning_visits
from app.work import transaction


def renew_links(*, by: Actor) -> int:
    """Links of papers that wait and passes of guests who are expected, where another key made them: replaced, and mailed again. One that cannot be mailed now opens nothing
    until somebody sends it. Safe to repeat, a transaction each; how many.
    """
    session: Session = db.session()
    papers = [paper.id for paper in leaning_papers(session)]
    visits = [visit.id for visit in leaning_visits(session)]
    session.rollback()
    for paper_id in papers:
        try:
            renew_paper_link(paper_id, by=by)
        except Refused:
            with suppress(Refused):  # answered, or taken back, in this moment
                revoke_paper_link(paper_id, by=by)
    for visit_id in visits:
        with transaction(by=by) as work:
            visit = lock_visit(work, visit_id)
            if visit.status is VisitStatus.EXPECTED and not visit_passes.made(visit).is_of_present_key:
                visit_passes.renewed(visit)
                work.emit(VisitInvited(visit.id))
    return len(papers) + len(visits)
