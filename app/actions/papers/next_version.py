"""Make the next version of what was sent: a draft with the same words and lines."""

from __future__ import annotations

import datetime as dt

from flask_babel import gettext as _
from sqlalchemy import select

from app.access.actor import Actor
from app.actions.papers.copy import copy_lines
from app.actions.papers.may import lock_paper
from app.core.clock import today
from app.core.errors import Refused
from app.models import Opportunity, Paper
from app.models.opportunity import OPEN_STAGES
from app.models.paper import PaperStatus
from app.queries.papers.terms import valid_days
from app.work import transaction

TAKEN = (
    "location_id", "opportunity_id", "template_id", "proposal_id", "language", "currency", "addressee", "company", "email", "subject", "body",
    "term_months", "notice_months",
)  # fmt: skip


def next_version(paper_id: int, *, by: Actor) -> Paper:
    """The same again answers with the draft that there is. The present one stands until the new one is sent."""
    with transaction(by=by) as work:
        before = lock_paper(work, paper_id)
        if before.status is PaperStatus.DRAFT:
            raise Refused(_("%(paper)s is a draft: change it as it is.", paper=before.code))
        if work.get(Opportunity, before.opportunity_id).stage not in OPEN_STAGES:
            raise Refused(_("%(deal)s is closed.", deal=before.opportunity))
        known = work.session.scalars(select(Paper).where(Paper.replaces_id == before.id)).one_or_none()
        if known is not None:
            if known.status is PaperStatus.DRAFT:
                return known
            raise Refused(_("%(next)s is the next version of %(paper)s already.", next=known.code, paper=before.code))
        until = today(before.location.zone) + dt.timedelta(days=valid_days(work.session))
        root = before.code.removesuffix(f"-v{before.version}")
        taken = {name: getattr(before, name) for name in TAKEN}
        paper = type(before)(
            code=f"{root}-v{before.version + 1}", version=before.version + 1, replaces_id=before.id, valid_until=until, **taken
        )
        work.add(paper)
        copy_lines(work, before, paper)
    return paper
