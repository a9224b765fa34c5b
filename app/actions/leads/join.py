"""Two open leads are one: everything of the one goes on with the other, as if it had asked again (S5)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import select, update

from app.access.actor import Actor, require
from app.access.permissions import Permission
from app.actions.leads.go_on import FILLED, fill_gaps
from app.actions.leads.heat import warm
from app.actions.opportunities.abandon import let_go
from app.actions.papers.over import hold_papers
from app.actions.tasks.go_over import go_over
from app.core import clock
from app.core.entity import table_of
from app.core.errors import Refused
from app.models import AbandonReason, Activity, Comment, Enquiry, Lead, Opportunity, Paper, Task
from app.models.activity import ActivityKind
from app.models.lead import LeadStatus
from app.models.opportunity import OPEN_STAGES
from app.models.paper import AGREED, WAITING
from app.rules.lead_heat import Warming
from app.work import Work, transaction

REASON = "Asked twice"
Hung = dict[str, list[int]]  # numbers of rows that changed hands, by table


def join_lead(lead_id: int, into_id: int, *, by: Actor) -> Lead:
    """The lead that stays; its people remain two contacts, who may be colleagues. The other one is archived, and of two opportunities one goes on.

    Raises Missing for what the actor may not see, Forbidden, and Refused for one and the same, one that is over, or one of another location.
    """
    with transaction(by=by) as work:
        if lead_id == into_id:
            raise Refused(_("Choose two different leads."))
        papers = hold_papers(work, lead_id, into_id)
        locked = {each: work.lock(Lead, each) for each in sorted((lead_id, into_id))}
        gone, kept = locked[lead_id], locked[into_id]
        for each in (gone, kept):
            require(by, Permission.LEAD_WRITE, each)
            if each.status is not LeadStatus.OPEN:
                raise Refused(_("%(code)s is over: only open leads can be joined.", code=each.code))
        if gone.location_id != kept.location_id:
            raise Refused(_("%(code)s is a lead of another location: its team goes on with it.", code=kept.code))
        hung = _settle_deals(work, gone, kept, papers)
        if Lead.moves.may(gone, "abandon"):
            Lead.moves.move(gone, "abandon")
            gone.closed_at = clock.now()
        fill_gaps(kept, {name: getattr(gone, name) for name in FILLED})
        _carry_over(work, gone, kept, hung)
        warm(work, kept, Warming.WROTE_AGAIN, gone.heard_at)
    return kept


def _settle_deals(work: Work, gone: Lead, kept: Lead, papers: Sequence[Paper]) -> Hung:
    """One opportunity goes on: the only one, else the one whose papers the customer has agreed to or has to answer, else that of the lead that stays.
    With what was said and is to be done on the one that does not."""
    query = select(Opportunity).where(Opportunity.lead_id.in_((gone.id, kept.id)), Opportunity.stage.in_(OPEN_STAGES))
    deals = {deal.lead_id: deal for deal in work.session.scalars(query.order_by(Opportunity.id).with_for_update())}
    if gone.id not in deals:
        return Hung()
    if kept.id not in deals:
        deals[gone.id].lead_id = kept.id
        return Hung()
    over, on = sorted((deals[gone.id], deals[kept.id]), key=lambda deal: (_agreed(papers, deal), deal.lead_id == kept.id))
    require(work.by, Permission.OPPORTUNITY_WRITE, over)
    hung = _hang(work, Opportunity.__tablename__, over.id, on.id, (Comment,))
    hung[Task.__tablename__] = [task.id for task in go_over(work, over, on)]
    let_go(work, over, papers, reason_id=_reason(work).id, note=_("Goes on as %(code)s.", code=on.code))
    work.session.flush()  # a lead has one open opportunity at most
    over.lead_id, on.lead_id = gone.id, kept.id
    return hung


def _agreed(papers: Sequence[Paper], deal: Opportunity) -> int:
    """How far the customer is with what that deal has sent them: 2 for a yes, 1 for what waits for one."""
    return max(
        (2 if paper.status in AGREED else 1 if paper.status in WAITING else 0 for paper in papers if paper.opportunity_id == deal.id),
        default=0,
    )


def _hang(work: Work, noun: str, gone_id: int, kept_id: int, models: tuple[Any, ...]) -> Hung:
    """What colleagues said on the page of the one that goes, and their tasks there; the numbers of the rows, by table."""
    return {
        model.__tablename__: sorted(
            work.session.scalars(
                update(model).where(model.noun == noun, model.noun_id == gone_id).values(noun_id=kept_id).returning(model.id)
            )
        )
        for model in models
    }


def _reason(work: Work) -> AbandonReason:
    found = work.session.scalars(select(AbandonReason).where(AbandonReason.name == REASON)).one_or_none()
    return found if found is not None else work.add(AbandonReason(name=REASON, is_active=True))


def _carry_over(work: Work, gone: Lead, kept: Lead, hung: Hung) -> None:
    moved: dict[str, list[object]] = {"joined": [gone.code, kept.code]}
    for table in map(table_of, (Activity, Enquiry)):
        rows = work.session.scalars(update(table).where(table.c.lead_id == gone.id).values(lead_id=kept.id).returning(table.c.id))
        if ids := sorted(rows):
            moved[table.name] = [None, ids]
    for name, ids in _hang(work, Lead.__tablename__, gone.id, kept.id, (Comment, Task)).items():
        if ids := sorted({*ids, *hung.get(name, ())}):
            moved[name] = [None, ids]
    work.record("join", "lead", [{"noun_id": kept.id, "name": str(kept), "location_id": kept.location_id, "changes": moved}])
    told = {
        "kind": ActivityKind.NOTE,
        "at": clock.now(),
        "done_by": work.by.name,
        "subject": _("%(code)s, %(name)s, goes on with this lead.", code=gone.code, name=str(gone))[:300],
    }
    work.session.add(Activity(location_id=kept.location_id, contact_id=gone.contact_id, lead_id=kept.id, **told))
