"""The open lead of a person, if they have one that is recent (S5)."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from app.access.actor import SYSTEM, Actor
from app.access.scope import narrowed
from app.core import clock
from app.models import Contact, Lead
from app.models.lead import LeadStatus
from app.rules.lead_contact import email_key, phone_key
from app.rules.lead_matching import SAME_LEAD, Asking, OpenLead, on_one_phone, open_lead_of


def open_lead(session: Session, *, email: str, phone: str, name: str, country: str, now: dt.datetime | None = None) -> Lead | None:
    """Of any location: a person who asks twice is one person. By the address of their contact, else by the phone, unless two people share it."""
    now = now or clock.now()
    asking = Asking(email_key(email) or None, phone_key(phone, country), name)
    found = _recent(session, asking, now)
    same = open_lead_of(asking, found, now=now)
    return found[same] if same is not None else None


def on_same_phone(session: Session, lead: Lead, *, by: Actor) -> list[Lead]:
    """Other open leads on this one's phone that the actor may see, the last heard of first: of colleagues, or of one person with two addresses."""
    contact = session.get_one(Contact, lead.contact_id)
    asking = Asking(None, contact.phone_key)
    found = _recent(session, asking, clock.now(), by=by)
    others = [other for row, other in found.items() if other.id != lead.id and on_one_phone(asking, row)]
    return sorted(others, key=lambda other: (other.heard_at, other.id), reverse=True)


def _recent(session: Session, asking: Asking, now: dt.datetime, *, by: Actor = SYSTEM) -> dict[OpenLead, Lead]:
    """Open leads of the last 30 days with one of the keys."""
    keys = [column == key for column, key in ((Contact.email_key, asking.email_key), (Contact.phone_key, asking.phone_key)) if key]
    if not keys:
        return {}
    query = select(Lead, Contact).join(Contact, Contact.id == Lead.contact_id)
    query = query.where(Lead.status == LeadStatus.OPEN, Lead.heard_at >= now - SAME_LEAD, or_(*keys))
    return {OpenLead(lead.id, contact.email_key, contact.phone_key, lead.heard_at, contact.name): lead for lead, contact in session.execute(narrowed(query, by, Lead))}
