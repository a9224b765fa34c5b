"""The open lead of a person, if they have one that is recent (S5)."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict

from sqlalchemy import ColumnElement, CompoundSelect, func, literal_column, select, union
from sqlalchemy.orm import InstrumentedAttribute, Session

from app.access.actor import SYSTEM, Actor
from app.access.scope import narrowed
from app.core import clock
from app.models import Contact, Lead, Location
from app.models.lead import LeadStatus
from app.rules.lead_contact import email_key, phone_key
from app.rules.lead_matching import SAME_LEAD, Asking, OpenLead, on_one_phone, open_lead_of

TAIL = 4  # digits of a phone number that do not change with the country it is dialled in


def open_lead(session: Session, *, email: str, phone: str, name: str, country: str, now: dt.datetime | None = None) -> Lead | None:
    """Of any location: a person who asks twice is one person. By an address of theirs, else by a phone, unless two people share it."""
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
    others = {other.id: other for row, other in found.items() if other.id != lead.id and on_one_phone(asking, row)}
    return sorted(others.values(), key=lambda other: (other.heard_at, other.id), reverse=True)


def _recent(session: Session, asking: Asking, now: dt.datetime, *, by: Actor = SYSTEM) -> dict[OpenLead, Lead]:
    """Open leads of the last 30 days that may be of who asks, once for each way in which they are known: by the keys of their contact, by what they wrote
    themselves, and by what a contact had that was merged into theirs."""
    if not asking.email_key and not asking.phone_key:
        return {}
    query = (
        select(Lead, Contact, Location.country).join(Contact, Contact.id == Lead.contact_id).join(Location, Location.id == Lead.location_id)
    )
    query = query.where(Lead.id.in_(_perhaps(asking)), Lead.heard_at >= now - SAME_LEAD)
    rows = session.execute(narrowed(query, by, Lead)).all()
    if not rows:
        return {}
    gone: dict[int, list[Contact]] = defaultdict(list)
    for each in session.scalars(select(Contact).where(Contact.merged_into_id.in_({contact.id for _lead, contact, _country in rows}))):
        gone[each.merged_into_id or 0].append(each)
    found = {}
    for lead, contact, country in rows:
        found[OpenLead(lead.id, contact.email_key, contact.phone_key, lead.heard_at, contact.name)] = lead
        for name, email, phone in ((each.name, each.email, each.phone) for each in (lead, *gone[contact.id])):
            found[OpenLead(lead.id, email_key(email) or contact.email_key, phone_key(phone, country), lead.heard_at, name)] = lead
    return found


def _perhaps(asking: Asking) -> CompoundSelect[int]:
    """Open leads by each way alone, which has its index. A number is written in many ways, that have their last digits in common."""
    mail, tail = asking.email_key, (asking.phone_key or "")[-TAIL:]
    is_open = select(Lead.id).where(Lead.status == LeadStatus.OPEN)
    by_contact, by_merged = (
        is_open.join(Contact, Contact.id == Lead.contact_id),
        is_open.join(Contact, Contact.merged_into_id == Lead.contact_id),
    )
    ways = []
    if mail:
        ways += [
            by_contact.where(Contact.email_key == mail),
            is_open.where(func.lower(Lead.email) == mail),
            by_merged.where(func.lower(Contact.email) == mail),
        ]
    if tail:
        ways += [
            by_contact.where(Contact.phone_key == asking.phone_key),
            is_open.where(_last_digits(Lead.phone) == tail),
            by_merged.where(_last_digits(Contact.phone) == tail),
        ]
    return union(*ways)


def _last_digits(phone: ColumnElement[str] | InstrumentedAttribute[str]) -> ColumnElement[str]:
    """Written out as the index open_leads_by_phone has it."""
    return func.right(
        func.regexp_replace(phone, literal_column("'[^0-9]'"), literal_column("''"), literal_column("'g'")), literal_column(str(TAIL))
    )
