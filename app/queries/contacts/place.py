"""At which location somebody is met: that of the lead, else where they appear, of the places at which the actor works."""

from __future__ import annotations

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from app.access.actor import Actor
from app.access.scope import narrowed
from app.models import Contact, FoyerUser, Lead, Location, Organisation, SignUp, WaitingEntry
from app.models.lead import LeadStatus
from app.queries.contacts.addresses import addresses_of


def open_lead_of(session: Session, contact: Contact, *, by: Actor) -> Lead | None:
    """Their open lead that was last heard of, if there is one that the actor may see."""
    query = (
        select(Lead)
        .where(Lead.contact_id == contact.id, Lead.status == LeadStatus.OPEN)
        .order_by(Lead.heard_at.desc(), Lead.id.desc())
        .limit(1)
    )
    found: Lead | None = session.scalars(narrowed(query, by, Lead)).one_or_none()
    return found


def place_of(session: Session, contact: Contact, *, by: Actor) -> Location | None:
    """A closed lead first, then a member, somebody who waits or signed up; None for somebody who appears nowhere."""
    mails = addresses_of(session, contact)
    member = (
        select(func.coalesce(FoyerUser.location_id, Organisation.location_id))
        .join(Organisation, Organisation.id == FoyerUser.organisation_id, isouter=True)
        .where(func.lower(FoyerUser.email).in_(mails))
    )
    others = (select(each.location_id).where(func.lower(each.email).in_(mails)) for each in (WaitingEntry, SignUp))
    queries: list[Select[int | None]] = [select(Lead.location_id).where(Lead.contact_id == contact.id), member, *others]
    for query in queries:
        found = narrowed(select(Location).where(Location.id.in_(query)).order_by(Location.id).limit(1), by, Location)
        if (place := session.scalars(found).one_or_none()) is not None:
            return place
    return None


def place_where(session: Session, contact: Contact, lead_id: int | None, *, by: Actor) -> Location | None:
    """That of the lead; where there is none, where they appear. None for somebody else's lead, and for somebody who appears nowhere."""
    lead = lead_about(session, contact, lead_id, by=by)
    if lead is not None or lead_id is not None:
        return lead.location if lead is not None else None
    return place_of(session, contact, by=by)


def lead_about(session: Session, contact: Contact, lead_id: int | None, *, by: Actor) -> Lead | None:
    """That one, when it is theirs and the actor may see it; without a number their open one."""
    if lead_id is None:
        return open_lead_of(session, contact, by=by)
    found: Lead | None = session.scalars(
        narrowed(select(Lead).where(Lead.id == lead_id, Lead.contact_id == contact.id), by, Lead)
    ).one_or_none()
    return found
