"""Follow the papers that wait: remind once before their last day, and let those expire whose day is past."""

from __future__ import annotations

import datetime as dt

from flask_babel import gettext as _
from sqlalchemy import select

from app.access.actor import SYSTEM, Actor
from app.access.paper_links import made, renewed
from app.actions.deliveries.to_paper import want_paper_letter
from app.actions.papers.answered import tell_answer
from app.actions.papers.may import lock_paper
from app.core.clock import now, today
from app.core.entity import db
from app.models import Paper
from app.models.delivery import DeliveryKind
from app.models.opportunity import OPEN_STAGES
from app.models.paper import WAITING
from app.queries.papers.terms import remind_days
from app.work import transaction


def follow_papers() -> str:
    """A transaction each, so that a stop in between loses nothing. Says what it did."""
    session = db.session()
    ahead, day = remind_days(session), now().date() + dt.timedelta(days=1)  # it is tomorrow somewhere
    latest = day + dt.timedelta(days=ahead or 0)
    due = session.scalars(select(Paper.id).where(Paper.status.in_(WAITING), Paper.valid_until <= latest).order_by(Paper.id)).all()
    session.rollback()  # nothing stays open while they are followed one by one
    told = [follow_paper(paper_id, ahead, by=SYSTEM) for paper_id in due]
    return _("Expired: %(expired)d. Reminded of: %(reminded)d.", expired=told.count("expired"), reminded=told.count("reminded"))


def follow_paper(paper_id: int, ahead: int | None, *, by: Actor) -> str:
    """ "expired", "reminded" or "": decided under its lock, so that an answer at the same moment counts. `ahead` None reminds nobody."""
    with transaction(by=by) as work:
        paper = lock_paper(work, paper_id)
        day = today(paper.location.zone)
        if paper.status not in WAITING:
            return ""
        is_over = paper.opportunity.stage not in OPEN_STAGES
        if paper.valid_until < day:
            Paper.moves.move(paper, "expire")
            if not is_over:  # nobody waits for that answer
                tell_answer(work, paper)
            return "expired"
        is_quiet = (
            is_over
            or paper.revoked_at is not None
            or paper.document_id is None
            or paper.opportunity.lead.contact.do_not_contact_at is not None
        )
        if ahead is None or paper.reminded_at is not None or is_quiet or paper.valid_until - dt.timedelta(days=ahead) > day:
            return ""
        if not made(paper).is_made:  # a key of the house was taken away: the mail would lead nowhere
            renewed(paper)
        paper.reminded_at = now()
        want_paper_letter(work, paper, DeliveryKind.PAPER_REMINDER, paper.email)
        return "reminded"
