"""Somebody leaves a location, or the house: their leads, deals and open tasks go to somebody who is there (C1)."""

from __future__ import annotations

from sqlalchemy import Select, select

from app.actions.leads.assign import own, take_turn
from app.actions.opportunities.hand_over import hand_over
from app.actions.tasks.give_on import give_on
from app.models import FoyerUser, Lead, Opportunity, Task
from app.models.lead import LeadStatus
from app.models.opportunity import OPEN_STAGES
from app.models.task import TaskStatus
from app.queries.leads.turn import owners_of
from app.queries.tasks.doers import owner_there
from app.work import Work


def pass_on(work: Work, user: FoyerUser) -> list[Task]:
    """Where they work on no tasks any more, their opportunities go to the seller whose turn it is, with the owner's tasks; their other open
    tasks to the owner, those about other records to whose turn it is of those who may see them, or where that is nobody to the one of the task's role whose turn it is. Where nobody is left they are nobody's. An open lead goes to whoever has its deal now, else to the seller whose turn it is.

    Places that whoever does this cannot see are no exception: nobody keeps tasks that they cannot do.
    """
    work.session.flush()  # whether they still do tasks there is asked of the database
    leads = work.session.scalars(_leads(user.id)).all()
    for opportunity in work.session.scalars(_owned(user.id)).all():
        hand_over(work, opportunity, owner_there(work.session, user.id, opportunity.location_id))
    work.session.flush()
    for lead in leads:
        if user not in owners_of(work.session, lead.location_id):
            own(work, lead, _next_of(work, lead))
    theirs = select(Task).where(Task.assignee_id == user.id, Task.status == TaskStatus.OPEN).order_by(Task.id).with_for_update()
    return [task for task in work.session.scalars(theirs).all() if give_on(work, task)]


def _next_of(work: Work, lead: Lead) -> int | None:
    deal = select(Opportunity.owner_id).where(Opportunity.lead_id == lead.id, Opportunity.stage.in_(OPEN_STAGES))
    return work.session.scalars(deal).one_or_none() or take_turn(work, lead)


def _leads(user_id: int) -> Select[Lead]:
    return select(Lead).where(Lead.owner_id == user_id, Lead.status == LeadStatus.OPEN).order_by(Lead.id).with_for_update()


def _owned(user_id: int) -> Select[Opportunity]:
    query = select(Opportunity).where(Opportunity.owner_id == user_id, Opportunity.stage.in_(OPEN_STAGES))
    return query.order_by(Opportunity.id).with_for_update()
