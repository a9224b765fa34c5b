"""The open lead of a person, if they have one that is recent (S5)."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from app.core import clock
from app.models import Contact, Lead
from app.models.lead import LeadStatus
from app.rules.lead_contact import email_key, phone_key
from app.rules.lead_matching import SAME_LEAD, OpenLead, open_lead_of


def open_lead(session: Session, *, email: str, phone: str, country: str, now: dt.datetime | None = None) -> Lead | None:
    """Of any location: a person who asks twice is one person. By the address of the lead or of its contact, else by the phone."""
    now = now or clock.now()
    mail, call = email_key(email) or None, phone_key(phone, country)
    keys = [column == key for column, key in ((Contact.email_key, mail), (Contact.phone_key, call)) if key]
    if not keys:
        return None
    query = select(Lead, Contact).join(Contact, Contact.id == Lead.contact_id)
    query = query.where(Lead.status == LeadStatus.OPEN, Lead.heard_at >= now - SAME_LEAD, or_(*keys))
    rows = {lead.id: (lead, contact) for lead, contact in session.execute(query)}
    known = [OpenLead(lead.id, contact.email_key, contact.phone_key, lead.heard_at) for lead, contact in rows.values()]
    found = open_lead_of(mail, call, known, now=now)
    return rows[found.id][0] if found is not None else None
