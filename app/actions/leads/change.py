"""Put right what is known of a lead; owner, heat and outcome have verbs of their own."""

from __future__ import annotations

from typing import Unpack

from app.access.actor import Actor, require
from app.access.permissions import Permission
from app.actions.contacts.find_or_make import contact_of
from app.actions.fill import fill
from app.actions.leads.check import check_lead
from app.actions.leads.fields import LeadFacts
from app.models import Lead, Location
from app.work import transaction


def change_lead(lead_id: int, *, by: Actor, **fields: Unpack[LeadFacts]) -> Lead:
    """Another address or phone may make it another person's lead, and then it is: the contact follows."""
    with transaction(by=by) as work:
        lead = work.lock(Lead, lead_id)
        require(by, Permission.LEAD_WRITE, lead)
        before = (lead.email, lead.phone)
        with work.session.no_autoflush:
            fill(work, lead, fields)
            check_lead(lead)
            require(by, Permission.LEAD_WRITE, lead)
        if (lead.email, lead.phone) != before:
            country = work.session.get_one(Location, lead.location_id).country
            lead.contact_id = contact_of(work, name=lead.name, email=lead.email, phone=lead.phone, company=lead.company, country=country).id
    return lead
