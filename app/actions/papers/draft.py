"""A draft: its place and words from the opportunity and the template, and that it may still be changed."""

from __future__ import annotations

import datetime as dt
from typing import Any

from flask_babel import gettext as _

from app.access.actor import require
from app.actions.codes import give_code
from app.actions.emails import one_address
from app.actions.fill import demand, fill
from app.actions.papers.may import WRITE, lock_paper
from app.actions.templates.check import check_text
from app.core.clock import today
from app.core.errors import Refused
from app.models import Opportunity, Paper, Template
from app.models.opportunity import OPEN_STAGES
from app.models.paper import PaperStatus
from app.queries.papers.templates import template_for, usual_words
from app.queries.papers.terms import valid_days
from app.work import Work

FURTHEST = dt.timedelta(days=366)


def new_draft(work: Work, paper: Paper, fields: dict[str, Any]) -> Paper:
    """Filled, with its number. Raises Refused at the field that is wrong."""
    require(work.by, WRITE[paper.kind])
    if not fields.get("opportunity_id"):
        raise Refused(_("Please choose one."), field="opportunity")
    opportunity = work.get(Opportunity, fields["opportunity_id"])
    if opportunity.stage not in OPEN_STAGES:
        raise Refused(_("%(deal)s is closed.", deal=opportunity), field="opportunity")
    lead, location = opportunity.lead, opportunity.location
    template = _template(work, paper, opportunity, fields.get("template_id"))
    subject, body = (template.subject, template.body) if template is not None else usual_words(paper.kind)
    paper.location_id, paper.currency, paper.version = location.id, location.currency, 1
    paper.language = template.language if template is not None else "en"
    given = {name: value for name, value in fields.items() if value not in (None, "") and name != "template_id"}
    usual: dict[str, Any] = {"addressee": lead.name, "company": lead.company, "email": lead.email, "subject": subject, "body": body}
    usual |= {
        "valid_until": today(location.zone) + dt.timedelta(days=valid_days(work.session)),
        "template_id": template.id if template is not None else None,
    }
    with work.session.no_autoflush:
        fill(work, paper, usual | given)
        check_draft(work, paper)
        require(work.by, WRITE[paper.kind], paper)
        give_code(work, paper, f"{location.code}-{paper.kind.value[0].upper()}")
    return work.add(paper)


def lock_draft(work: Work, paper_id: int) -> Paper:
    """Raises Refused once it was sent: a change of that is its next version."""
    paper = lock_paper(work, paper_id)
    if paper.status is not PaperStatus.DRAFT:
        raise Refused(_("%(paper)s was sent and stays as it is. Make its next version to change it.", paper=paper.code))
    return paper


def check_draft(work: Work, paper: Paper) -> None:
    """Raises Refused at the field that is wrong."""
    demand(paper, "addressee", "subject", "body", "valid_until")
    paper.email = one_address(paper.email, field="email")
    day = today(paper.location.zone if paper.location is not None else work.get(Opportunity, paper.opportunity_id).location.zone)
    if not day <= paper.valid_until <= day + FURTHEST:
        raise Refused(_("Choose a day from today on, within a year."), field="valid_until")
    for field in ("subject", "body"):
        check_text(paper.kind.value, getattr(paper, field), field=field)
    if paper.term_months is not None and not 1 <= paper.term_months <= 120:
        raise Refused(_("From 1 to 120 months."), field="term_months")
    if paper.notice_months is not None and not 0 <= paper.notice_months <= 24:
        raise Refused(_("From 0 to 24 months."), field="notice_months")


def _template(work: Work, paper: Paper, opportunity: Opportunity, template_id: int | None) -> Template | None:
    if not template_id:
        return template_for(work.session, paper.kind, opportunity.location_id)
    template = work.get(Template, template_id)
    if template.kind.value != paper.kind.value or template.location_id not in (None, opportunity.location_id):
        raise Refused(_("That template is for something else, or for another location."), field="template")
    return template
