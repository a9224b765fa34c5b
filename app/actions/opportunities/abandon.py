"""Abandon an opportunity, for a reason of the list: its lead is archived, its open tasks are cancelled, nobody can answer its papers, what was done stays (C5)."""

from __future__ import annotations

from collections.abc import Sequence

from flask_babel import gettext as _

from app.access.actor import Actor, require
from app.access.permissions import Permission
from app.actions.fill import fill
from app.actions.opportunities.move import into_stage
from app.actions.papers.over import hold_papers, take_links_back
from app.actions.tasks.cancel_open import cancel_open_tasks
from app.core import clock
from app.core.errors import Missing, Refused
from app.models import AbandonReason, Lead, Location, Opportunity, Paper
from app.models.opportunity import Stage
from app.work import Work, transaction


def abandon_opportunity(opportunity_id: int, *, reason_id: int | None, note: str = "", by: Actor) -> Opportunity:
    """Raises Refused at `reason` for none or one out of use, and for an opportunity that is won or abandoned."""
    with transaction(by=by) as work:
        lead_id = work.get(Opportunity, opportunity_id).lead_id
        papers = hold_papers(work, lead_id)
        lead = work.lock(Lead, lead_id)
        opportunity = work.lock(Opportunity, opportunity_id)
        require(by, Permission.OPPORTUNITY_WRITE, opportunity)
        if not Opportunity.moves.may(opportunity, "abandon"):
            raise Refused(_("%(deal)s is closed already.", deal=str(opportunity)))
        let_go(work, opportunity, papers, reason_id=_reason(work, reason_id).id, note=note)
        if Lead.moves.may(lead, "abandon"):
            Lead.moves.move(lead, "abandon")
            lead.closed_at = clock.now()
    return opportunity


def let_go(work: Work, opportunity: Opportunity, papers: Sequence[Paper], *, reason_id: int, note: str) -> None:
    """Inner verb, without the lead: its papers, the lead and the opportunity are held by the caller."""
    fill(work, opportunity, {"abandon_note": note})
    opportunity.abandon_reason_id = reason_id
    into_stage(work, opportunity, Stage.ABANDONED)
    take_links_back(papers, opportunity)
    cancel_open_tasks(work, opportunity, on=clock.today(work.session.get_one(Location, opportunity.location_id).zone))


def _reason(work: Work, reason_id: int | None) -> AbandonReason:
    if reason_id is None:
        raise Refused(_("Please choose one."), field="reason")
    try:
        reason = work.get(AbandonReason, reason_id)
    except Missing as missing:
        raise Refused(_("Please choose one of the list."), field="reason") from missing
    if not reason.is_active:
        raise Refused(_("This reason is out of use: choose another."), field="reason")
    return reason
