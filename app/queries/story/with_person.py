"""What happened with a person, in the story of their contact, lead or opportunity: what was said and planned, mails, letters of the house, heat and stages."""

from __future__ import annotations

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import Session, selectinload

from app.access.actor import Actor
from app.access.permissions import P
from app.access.scope import narrowed
from app.models import Activity, Delivery, HeatChange, Lead, MailCopy, MailReference, Opportunity, Paper, StageChange
from app.models.activity import ActivityKind
from app.models.delivery import ACCOUNTS, DOCUMENTS, DeliveryKind, DeliveryState
from app.queries.contacts.addresses import addresses_of
from app.queries.story.asked import Asked, Person
from app.queries.story.entries import Event, Group
from app.queries.story.opens import may_open

K = ActivityKind
OF_KIND = {
    K.ENQUIRY: Group.MAILS, K.CALL: Group.CALLS, K.EMAIL: Group.MAILS, K.REPLY: Group.MAILS, K.MEETING: Group.MEETINGS, K.VISIT: Group.MEETINGS,
    K.NOTE: Group.COMMENTS, K.ACCEPTED: Group.DOCUMENTS, K.SIGNED: Group.DOCUMENTS, K.DECLINED: Group.DOCUMENTS, K.EXPIRED: Group.DOCUMENTS,
}  # fmt: skip
MONEY = DOCUMENTS | ACCOUNTS | {DeliveryKind.CARD_DECLINED}


def activities(asked: Asked, person: Person) -> list[Event]:
    """Of a lead without what belongs to other leads of theirs."""
    kinds = [kind for kind, group in OF_KIND.items() if asked.group in (None, group)]
    query = select(Activity).where(_done_with(person), Activity.kind.in_(kinds))
    query = query.options(selectinload(Activity.location), selectinload(Activity.paper), selectinload(Activity.host))
    rows = asked.session.scalars(asked.newest(narrowed(query, asked.by, Activity), Activity.at)).all()
    kept = dict(asked.session.execute(_of_messages(person, [row.message_id for row in rows if row.message_id])).all())
    numbers = [row.id for row in rows]
    sent, failed = _sent(asked, numbers), _failed(asked, numbers)
    return [_activity(row, kept.get(row.message_id or "", 0), sent.get(row.id, 0), failed.get(row.id)) for row in rows]


def _done_with(person: Person) -> ColumnElement[bool]:
    here = Activity.contact_id == person.contact.id
    return here if person.lead_id is None else here & or_(Activity.lead_id == person.lead_id, Activity.lead_id.is_(None))


def _sent(asked: Asked, activity_ids: list[int]) -> dict[int, int]:
    """Mails of ours that were kept as they went and may be opened, by what they were sent for."""
    query = select(Delivery).join(MailCopy, MailCopy.delivery_id == Delivery.id).where(Delivery.activity_id.in_(activity_ids))
    rows = asked.session.scalars(narrowed(query, asked.by, Delivery)) if activity_ids else ()
    return {row.activity_id: row.id for row in rows if row.activity_id is not None and may_open(asked.by, row)}


def _failed(asked: Asked, activity_ids: list[int]) -> dict[int, str]:
    """Why the mail of an activity did not arrive. A meeting is told to several, and stands whoever of them is not reached."""
    query = select(Delivery.activity_id, Delivery.reason).where(
        Delivery.activity_id.in_(activity_ids), Delivery.kind == DeliveryKind.SALES_MAIL, Delivery.state == DeliveryState.FAILED
    )
    return {number: reason for number, reason in asked.session.execute(query) if number is not None} if activity_ids else {}


def _activity(row: Activity, mail_id: int, delivery_id: int, failed: str | None) -> Event:
    who = f"{row.host}" if row.host is not None and row.status == "planned" else row.done_by
    noun, row_id = (row.paper.kind.value, row.paper.id) if row.paper is not None else ("", 0)
    words, status = (row.text, row.status.value) if failed is None else (f"{failed}\n{row.text}", DeliveryState.FAILED.value)
    return Event(
        row.at, OF_KIND[row.kind], row.kind.value, who, row.subject, words, "" if noun else status, noun, row_id,
        place=row.place, minutes=row.minutes or 0, activity_id=row.id, mail_id=mail_id, delivery_id=delivery_id, location=row.location,
    )  # fmt: skip


def archived(asked: Asked, person: Person) -> list[Event]:
    """What the mail archive has, but what an activity tells already."""
    told_already = select(Activity.message_id).where(Activity.contact_id == person.contact.id, Activity.message_id.is_not(None))
    query = select(MailReference).where(MailReference.contact_id == person.contact.id, MailReference.message_id.not_in(told_already))
    rows = asked.session.scalars(asked.newest(query, MailReference.at))
    return [
        Event(row.at, Group.MAILS, "mail_in" if row.is_theirs else "mail_out", row.sender, row.subject, row.snippet, mail_id=row.id)
        for row in rows
    ]


def letters_to(session: Session, by: Actor, person: Person) -> ColumnElement[bool]:
    """What the house wrote to any of their addresses, or about their lead or its papers; of money only for those who may see invoices."""
    addresses = addresses_of(session, person.contact)
    papers = list(session.scalars(select(Paper.id).where(Paper.opportunity_id.in_(person.deal_ids)))) if person.deal_ids else []
    about = or_(
        func.lower(Delivery.address).in_(addresses),
        Delivery.addressee.in_(addresses),
        Delivery.lead_id.in_(person.lead_ids),
        Delivery.paper_id.in_(papers),
    )
    return about if by.may(P.INVOICE_READ) else about & Delivery.kind.not_in(MONEY)


def sent_for(by: Actor, person: Person) -> ColumnElement[bool]:
    """What was mailed as something done with them."""
    return Delivery.activity_id.in_(narrowed(select(Activity.id).where(_done_with(person)), by, Activity))


def heats(asked: Asked, person: Person) -> list[Event]:
    query = (
        select(HeatChange, Lead)
        .join(Lead, Lead.id == HeatChange.lead_id)
        .where(HeatChange.lead_id.in_(person.lead_ids))
        .options(selectinload(Lead.location))
    )
    rows = asked.session.execute(asked.newest(narrowed(query, asked.by, Lead), HeatChange.at))
    return [
        Event(
            row.at,
            Group.CHANGES,
            "heat",
            row.changed_by,
            text=row.reason,
            before=row.before.value,
            after=row.after.value,
            location=lead.location,
        )
        for row, lead in rows
    ]


def stages(asked: Asked, person: Person) -> list[Event]:
    query = (
        select(StageChange, Opportunity)
        .join(Opportunity, Opportunity.id == StageChange.opportunity_id)
        .where(StageChange.opportunity_id.in_(person.deal_ids))
        .options(selectinload(Opportunity.location))
    )
    rows = asked.session.execute(asked.newest(narrowed(query, asked.by, Opportunity), StageChange.at))
    return [
        Event(
            row.at,
            Group.CHANGES,
            "stage",
            row.changed_by,
            before=row.before.value if row.before else "",
            after=row.after.value,
            location=each.location,
        )
        for row, each in rows
    ]


def _of_messages(person: Person, message_ids: list[str]) -> Select[str, int]:
    return select(MailReference.message_id, MailReference.id).where(
        MailReference.contact_id == person.contact.id, MailReference.message_id.in_(message_ids)
    )
