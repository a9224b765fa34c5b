"""The sources of a contact's timeline: each gives its newest entries before an instant, of what the actor may see."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import Session, selectinload

from app.access.actor import Actor
from app.access.permissions import Permission
from app.access.scope import narrowed
from app.core.entity import AnySelect
from app.models import Activity, AuditEvent, Contact, Delivery, HeatChange, Lead, MailReference, Opportunity, StageChange
from app.models.activity import ActivityKind
from app.models.delivery import ACCOUNTS, DOCUMENTS, DeliveryKind
from app.queries.contacts.addresses import addresses_of
from app.queries.contacts.entries import Entry, Group
from app.queries.history import told

K = ActivityKind
OF_KIND = {
    K.ENQUIRY: Group.MAILS, K.CALL: Group.CALLS, K.EMAIL: Group.MAILS, K.REPLY: Group.MAILS, K.MEETING: Group.MEETINGS, K.VISIT: Group.MEETINGS,
    K.NOTE: Group.COMMENTS, K.ACCEPTED: Group.PAPERS, K.SIGNED: Group.PAPERS, K.DECLINED: Group.PAPERS, K.EXPIRED: Group.PAPERS,
}  # fmt: skip
MONEY = DOCUMENTS | ACCOUNTS | {DeliveryKind.CARD_DECLINED}


@dataclass(frozen=True, slots=True)
class Asked:
    session: Session
    contact: Contact
    by: Actor
    lead_id: int | None
    group: Group | None
    before: dt.datetime | None
    most: int


def activities(asked: Asked) -> list[Entry]:
    kinds = [kind for kind, group in OF_KIND.items() if asked.group in (None, group)]
    query = select(Activity).where(Activity.contact_id == asked.contact.id, Activity.kind.in_(kinds)).options(selectinload(Activity.location), selectinload(Activity.paper))
    if asked.lead_id is not None:
        query = query.where(or_(Activity.lead_id == asked.lead_id, Activity.lead_id.is_(None)))
    rows = asked.session.scalars(_newest(asked, narrowed(query, asked.by, Activity), Activity.at)).all()
    kept = dict(asked.session.execute(_of_messages(asked, [row.message_id for row in rows if row.message_id])).all())
    return [_activity(row, kept.get(row.message_id or "", 0)) for row in rows]


def _activity(row: Activity, mail_id: int) -> Entry:
    who = f"{row.host}" if row.host is not None and row.status == "planned" else row.done_by
    if row.paper is not None:
        return Entry(row.at, Group.PAPERS, row.kind.value, who, row.subject, row.text, paper=row.paper.kind.value, row_id=row.paper.id, location=row.location)
    return Entry(
        row.at, OF_KIND[row.kind], row.kind.value, who, row.subject, row.text, row.status.value,
        place=row.place, minutes=row.minutes or 0, row_id=row.id, mail_id=mail_id, location=row.location,
    )  # fmt: skip


def mails(asked: Asked) -> list[Entry]:
    """What the archive has, but what an activity tells already; for those who write to people."""
    if not asked.by.may(Permission.CONTACT_WRITE):
        return []
    told_already = select(Activity.message_id).where(Activity.contact_id == asked.contact.id, Activity.message_id.is_not(None))
    query = select(MailReference).where(MailReference.contact_id == asked.contact.id, MailReference.message_id.not_in(told_already))
    rows = asked.session.scalars(_newest(asked, query, MailReference.at))
    return [
        Entry(row.at, Group.MAILS, "mail_in" if row.is_theirs else "mail_out", row.sender, row.subject, row.snippet, mail_id=row.id) for row in rows
    ]


def letters(asked: Asked) -> list[Entry]:
    """What the house wrote to any of their addresses; of money only for those who may see invoices."""
    addresses = addresses_of(asked.session, asked.contact)
    query = select(Delivery).where(or_(func.lower(Delivery.address).in_(addresses), Delivery.addressee.in_(addresses)), Delivery.activity_id.is_(None))
    if not asked.by.may(Permission.INVOICE_READ):
        query = query.where(Delivery.kind.not_in(MONEY))
    at = func.coalesce(Delivery.sent_at, Delivery.created_at)
    query = narrowed(query, asked.by, Delivery).options(selectinload(Delivery.location))
    rows = asked.session.scalars(_newest(asked, query, at))
    return [Entry(row.sent_at or row.created_at, Group.LETTERS, row.kind.value, status=row.state.value, location=row.location) for row in rows]


def heats(asked: Asked) -> list[Entry]:
    query = select(HeatChange, Lead).join(Lead, Lead.id == HeatChange.lead_id).where(*_leads(asked)).options(selectinload(Lead.location))
    rows = asked.session.execute(_newest(asked, narrowed(query, asked.by, Lead), HeatChange.at))
    return [
        Entry(row.at, Group.CHANGES, "heat", row.changed_by, text=row.reason, before=row.before.value, after=row.after.value, location=lead.location) for row, lead in rows
    ]


def stages(asked: Asked) -> list[Entry]:
    if not asked.by.may(Permission.OPPORTUNITY_READ):
        return []
    query = (
        select(StageChange, Opportunity)
        .join(Opportunity, Opportunity.id == StageChange.opportunity_id)
        .join(Lead, Lead.id == Opportunity.lead_id)
        .where(*_leads(asked))
        .options(selectinload(Opportunity.location))
    )
    rows = asked.session.execute(_newest(asked, narrowed(query, asked.by, Opportunity), StageChange.at))
    return [
        Entry(row.at, Group.CHANGES, "stage", row.changed_by, before=row.before.value if row.before else "", after=row.after.value, location=each.location)
        for row, each in rows
    ]


def audited(asked: Asked) -> list[Entry]:
    """Changes of the contact and its leads, for those who may read the audit; heat is told by its own reasons."""
    if not asked.by.may(Permission.AUDIT_READ):
        return []
    leads = narrowed(select(Lead.id).where(*_leads(asked)), asked.by, Lead)
    own = (AuditEvent.noun == "contact") & (AuditEvent.noun_id == asked.contact.id)
    query = select(AuditEvent).where(or_(own, (AuditEvent.noun == "lead") & AuditEvent.noun_id.in_(leads)))
    found = told(asked.session, asked.session.scalars(_newest(asked, query, AuditEvent.at)))
    entries = [(event, [each for each in event.changes if each[0] not in QUIET]) for event in found]
    return [
        Entry(event.at, Group.CHANGES, f"{event.noun}_{event.verb}", event.actor, changes=changes if event.verb == "change" else [])
        for event, changes in entries
        if changes or event.verb != "change"
    ]


QUIET = {"heat", "heard_at", "email_key", "phone_key", "owned_since", "closed_at"}


def _leads(asked: Asked) -> list[Any]:
    alone = [Lead.id == asked.lead_id] if asked.lead_id is not None else []
    return [Lead.contact_id == asked.contact.id, *alone]


def _newest(asked: Asked, query: AnySelect, at: Any) -> AnySelect:
    earlier = query if asked.before is None else query.where(at < asked.before)
    return earlier.order_by(at.desc()).fetch(asked.most, with_ties=True)  # what happened at one instant is never cut apart


def _of_messages(asked: Asked, message_ids: list[str]) -> Select[str, int]:
    return select(MailReference.message_id, MailReference.id).where(MailReference.contact_id == asked.contact.id, MailReference.message_id.in_(message_ids))
