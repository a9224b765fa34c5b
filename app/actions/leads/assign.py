"""Say who works on a lead; its open opportunity and tasks go along."""

from __future__ import annotations

from flask_babel import gettext as _
from sqlalchemy import select

from app.access.actor import Actor, require
from app.access.permissions import Permission
from app.actions.leads.events import LeadAssigned
from app.actions.opportunities.hand_over import hand_over
from app.core import clock
from app.core.errors import Refused
from app.core.one_at_a_time import one_at_a_time
from app.models import Lead, Opportunity
from app.models.lead import LeadStatus
from app.models.opportunity import OPEN_STAGES
from app.queries.leads.turn import next_owner, owners_of
from app.work import Work, transaction


def assign_lead(lead_id: int, owner_id: int | None, *, by: Actor) -> Lead:
    """None takes it from everybody. Raises Refused at `owner` for somebody who takes no leads at its location, and for a lead that is over."""
    with transaction(by=by) as work:
        lead = work.lock(Lead, lead_id)
        require(by, Permission.LEAD_WRITE, lead)
        if lead.status is not LeadStatus.OPEN:
            raise Refused(_("This lead is over: open it again first."))
        require_owner(work, lead, owner_id)
        if lead.owner_id == owner_id:
            return lead
        own(work, lead, owner_id)
        deal = select(Opportunity).where(Opportunity.lead_id == lead.id, Opportunity.stage.in_(OPEN_STAGES)).with_for_update()
        if (opportunity := work.session.scalars(deal).one_or_none()) is not None:
            hand_over(work, opportunity, owner_id)
    return lead


def require_owner(work: Work, lead: Lead, owner_id: int | None) -> None:
    """Raises Refused at `owner` unless that person takes leads at its location."""
    if owner_id is not None and owner_id not in {user.id for user in owners_of(work.session, lead.location_id)}:
        raise Refused(_("Choose somebody who works with leads at this location."), field="owner")


def own(work: Work, lead: Lead, owner_id: int | None, *, is_told: bool = True) -> None:
    """Within a transaction; the lead has its number already. Who takes one for themselves need not be told."""
    lead.owner_id, lead.owned_since = owner_id, clock.now() if owner_id is not None else None
    if owner_id is not None and owner_id != work.by.id and is_told:
        work.emit(LeadAssigned(lead.id, owner_id))


def take_turn(work: Work, lead: Lead) -> int | None:
    """Whose turn it is at its location; two leads at one moment go to two people."""
    one_at_a_time(work.session, f"turn of leads {lead.location_id}")
    return next_owner(work.session, lead.location_id)
