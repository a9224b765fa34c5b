"""Contacts that may be the same person as this one, among those that the actor may see."""

from __future__ import annotations

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from app.access.actor import Actor
from app.access.scope import narrowed
from app.models import Contact
from app.rules.same_person import SameWhy, Somebody, may_be_one

MOST = 500  # looked at
SHOWN = 10


def duplicates_of(session: Session, contact: Contact, *, by: Actor) -> list[tuple[Contact, SameWhy]]:
    """The surest first. The database picks by phone or company, the rule compares the names."""
    alike = [Contact.phone_key == contact.phone_key] if contact.phone_key else []
    if first := (contact.company.split() or [""])[0].lower():
        alike.append(func.lower(Contact.company).startswith(first, autoescape=True))
    if not alike or contact.merged_into_id is not None:
        return []
    query = select(Contact).where(or_(*alike), Contact.id != contact.id, Contact.merged_into_id.is_(None)).order_by(Contact.id).limit(MOST)
    me = _somebody(contact)
    found = [(each, why) for each in session.scalars(narrowed(query, by, Contact)) if (why := may_be_one(me, _somebody(each)))]
    order = list(SameWhy)
    return sorted(found, key=lambda pair: (order.index(pair[1]), pair[0].id))[:SHOWN]


def _somebody(contact: Contact) -> Somebody:
    return Somebody(contact.id, contact.name, contact.company, contact.phone_key)
