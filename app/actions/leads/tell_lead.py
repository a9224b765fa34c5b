"""A program with an API key tells of a lead: it goes on with the open lead of its person, or is a new one (S8)."""

from __future__ import annotations

from typing import Unpack

from sqlalchemy import select

from app.access.actor import Actor, require
from app.access.permissions import Permission
from app.actions.leads.create import create_lead
from app.actions.leads.fields import LeadFields
from app.actions.leads.go_on import Again, go_on
from app.core import clock
from app.models import Lead, Location
from app.models.lead import LeadOrigin
from app.queries.leads.open_lead import open_lead
from app.work import transaction


def tell_lead(*, key: str = "", by: Actor, **fields: Unpack[LeadFields]) -> Lead:
    """The same `key` again gives the first lead; `anyway` makes another lead of somebody who has an open one. Raises Refused at a field."""
    with transaction(by=by) as work:
        require(by, Permission.LEAD_WRITE)
        known = work.session.scalars(select(Lead).where(Lead.key == key)).one_or_none() if key else None
        location_id = fields.get("location_id")
        given: LeadFields = {**fields, "origin": LeadOrigin.INTEGRATION}
        if known is not None or fields.get("anyway") or location_id is None:
            return create_lead(key=key, by=by, **given)
        country = work.get(Location, location_id).country
        found = open_lead(work.session, email=fields.get("email") or "", phone=fields.get("phone") or "", name=fields.get("name") or "", country=country)
        if found is None or (by.location_ids is not None and found.location_id not in by.location_ids):
            given["anyway"] = True
            return create_lead(key=key, by=by, **given)
        return go_on(work, found.id, Again(at=clock.now(), subject=by.name, text=fields.get("message") or "", facts=given), country=country)
