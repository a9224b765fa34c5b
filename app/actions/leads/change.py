"""Put right what is known of a lead; owner, heat and outcome have verbs of their own."""

from __future__ import annotations

from typing import Unpack

from flask_babel import gettext as _
from sqlalchemy import select

from app.access.actor import Actor, require
from app.access.permissions import Permission
from app.actions.contacts.find_or_make import contact_of
from app.actions.fill import fill
from app.actions.leads.assign import own, take_turn
from app.actions.leads.check import check_lead
from app.actions.leads.fields import LeadFacts
from app.core.errors import Refused
from app.models import Lead, Location, Opportunity
from app.models.lead import LeadStatus
from app.queries.leads.turn import owners_of
from app.work import Work, transaction


def change_lead(lead_id: int, *, by: Actor, **fields: Unpack[LeadFacts]) -> Lead:
    """Another address or phone may make it another person's lead, and then it is: the contact follows.

    At another location it goes on with its owner if they take leads there, else with the one whose turn it is. Raises Refused at a field,
    at `location` once it has an opportunity, whose tasks, prices and papers are those of where it was opened.
    """
    with transaction(by=by) as work:
        lead = work.lock(Lead, lead_id)
        require(by, Permission.LEAD_WRITE, lead)
        before, place = (lead.email, lead.phone), lead.location_id
        with work.session.no_autoflush:
            fill(work, lead, fields)
            check_lead(lead)
            require(by, Permission.LEAD_WRITE, lead)
            if lead.location_id != place:
                _move(work, lead)
        if (lead.email, lead.phone) != before:
            country = work.session.get_one(Location, lead.location_id).country
            lead.contact_id = contact_of(work, name=lead.name, email=lead.email, phone=lead.phone, company=lead.company, country=country).id
    return lead


def _move(work: Work, lead: Lead) -> None:
    if work.session.scalar(select(Opportunity.id).where(Opportunity.lead_id == lead.id).limit(1)) is not None:
        raise Refused(_("This lead has an opportunity at its location: it stays there."), field="location")
    if (
        lead.status is LeadStatus.OPEN
        and lead.owner_id is not None
        and lead.owner_id not in {user.id for user in owners_of(work.session, lead.location_id)}
    ):
        own(work, lead, take_turn(work, lead))
