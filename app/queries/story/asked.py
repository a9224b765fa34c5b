"""What is asked of each source of a story, and whose story it is where that is a person's."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.access.actor import Actor
from app.access.permissions import P
from app.access.scope import narrowed
from app.core.entity import AnySelect
from app.models import Contact, Lead, Opportunity
from app.queries.story.entries import Group


@dataclass(frozen=True, slots=True)
class Person:
    """The contact that a contact's, lead's or opportunity's story is about; `lead_id` where it is that of one lead alone.

    `lead_ids` and `deal_ids` are those that the actor may see: by number, because an index finds a few numbers and no condition.
    """

    contact: Contact
    lead_id: int | None
    lead_ids: list[int]
    deal_ids: list[int]


@dataclass(frozen=True, slots=True)
class Asked:
    """`most` events of each source at most, and those of the same instant as the last: what happened at one instant is never cut apart. Changes of `untold` columns say nothing."""

    session: Session
    row: Any
    noun: str
    by: Actor
    group: Group | None
    before: dt.datetime | None
    most: int
    person: Person | None = None
    untold: frozenset[str] = frozenset()

    def newest(self, query: AnySelect, at: Any) -> AnySelect:
        earlier = query if self.before is None else query.where(at < self.before)
        return earlier.order_by(at.desc()).fetch(self.most, with_ties=True)


def person_of(session: Session, row: Any, by: Actor) -> Person | None:
    """None for what is about no contact, and for a contact that the actor may not see."""
    found = _numbers(row)
    if found is None or not by.may(P.CONTACT_READ):
        return None
    contact_id, lead_id = found
    contact = session.scalars(narrowed(select(Contact).where(Contact.id == contact_id), by, Contact)).one_or_none()
    if contact is None:
        return None
    theirs = select(Lead.id).where(Lead.contact_id == contact_id, *([Lead.id == lead_id] if lead_id is not None else []))
    lead_ids = list(session.scalars(narrowed(theirs, by, Lead))) if by.may(P.LEAD_READ) or by.may(P.OPPORTUNITY_READ) else []
    deals = narrowed(select(Opportunity.id).where(Opportunity.lead_id.in_(lead_ids)), by, Opportunity)
    return Person(contact, lead_id, lead_ids, list(session.scalars(deals)) if lead_ids and by.may(P.OPPORTUNITY_READ) else [])


def _numbers(row: Any) -> tuple[int, int | None] | None:
    if isinstance(row, Contact):
        return row.id, None
    if isinstance(row, Lead):
        return row.contact_id, row.id
    return (row.lead.contact_id, row.lead_id) if isinstance(row, Opportunity) else None
