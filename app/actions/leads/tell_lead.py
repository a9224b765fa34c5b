"""A program with an API key tells of a lead: it goes on with the open lead of its person, or is a new one (S8)."""

from __future__ import annotations

from typing import Unpack

from sqlalchemy import select

from app.access.actor import Actor, require
from app.access.permissions import Permission
from app.actions.leads.create import checked_lead, make_lead
from app.actions.leads.fields import LeadFields
from app.actions.leads.go_on import FILLED, Again, go_on
from app.core import clock
from app.models import Activity, Lead, Location
from app.models.lead import LeadOrigin
from app.queries.leads.open_lead import open_lead
from app.work import Work, transaction

FACTS = ("name", "email", "phone", *FILLED)


def tell_lead(*, key: str = "", by: Actor, **fields: Unpack[LeadFields]) -> Lead:
    """The same `key` again gives the lead that it made or went on with; `anyway` makes another lead of somebody who has an open one.

    Raises Refused at a field, whether it is a new lead or not.
    """
    with transaction(by=by) as work:
        require(by, Permission.LEAD_WRITE)
        if (known := _told(work, key)) is not None:
            return work.get(Lead, known)
        asked = checked_lead(work, {**fields, "origin": LeadOrigin.INTEGRATION}, key=key)
        country = work.get(Location, asked.location_id).country
        found = (
            None
            if fields.get("anyway")
            else open_lead(work.session, email=asked.email, phone=asked.phone, name=asked.name, country=country)
        )
        if found is None or (by.location_ids is not None and found.location_id not in by.location_ids):
            make_lead(work, asked, fields)
            return asked
        lead = work.lock(Lead, found.id)
        if (known := _told(work, key)) is not None:  # by the same call, sent twice at one moment
            return work.get(Lead, known)
        facts = {name: getattr(asked, name) for name in FACTS}
        return go_on(
            work,
            lead.id,
            Again(at=clock.now(), subject=by.name, text=asked.message, facts=facts, heat=fields.get("heat"), key=key),
            country=country,
        )


def _told(work: Work, key: str) -> int | None:
    """The lead that was made with this key, or went on with what was told with it."""
    if not key:
        return None
    made, again = select(Lead.id).where(Lead.key == key), select(Activity.lead_id).where(Activity.key == key)
    return work.session.scalar(made) or work.session.scalar(again)
