"""The sources of a record's story: each gives its newest events before an instant, of what the actor may see."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from sqlalchemy import ColumnElement, and_, func, or_, select, true
from sqlalchemy.orm import selectinload

from app.access.permissions import P
from app.access.scope import narrowed
from app.access.task_scope import tasks_for
from app.models import (
    AuditEvent,
    CheckIn,
    Comment,
    Contact,
    CreditNote,
    Delivery,
    Invoice,
    Lead,
    MailCopy,
    Opportunity,
    OutboxMessage,
    Paper,
    Payment,
    Refund,
    Task,
)
from app.models.task import TaskStatus
from app.queries.history import Happened, of_row, tells, told
from app.queries.story.asked import Asked
from app.queries.story.entries import Event, Group
from app.queries.story.opens import may_open
from app.queries.story.related import CREDIT_NOTES, DELIVERIES, INVOICES, PAPERS, PAYLOADS, PAYMENTS, REFUNDS, VISITS
from app.queries.story.with_person import letters_to

# What of a person's lead and deal is told by itself, or follows by itself.
FOLLOWS = frozenset(
    {"heat", "stage", "stage_since", "position", "heard_at", "email_key", "phone_key", "owned_since", "closed_at", "status"}
)


def of_person(asked: Asked, noun: Any, noun_id: Any) -> ColumnElement[bool]:
    """On the record itself, and where it is a person's on their contact, leads and deals, as far as the actor may see those."""
    here = and_(noun == asked.noun, noun_id == asked.row.id)
    if asked.person is None:
        return here
    person = asked.person
    theirs = ((Contact, [person.contact.id]), (Lead, person.lead_ids), (Opportunity, person.deal_ids))
    return or_(here, *(and_(noun == model.__tablename__, noun_id.in_(ids)) for model, ids in theirs if ids))


def comments(asked: Asked) -> list[Event]:
    query = select(Comment).where(of_person(asked, Comment.noun, Comment.noun_id)).options(selectinload(Comment.files))
    rows = asked.session.scalars(asked.newest(query, Comment.created_at))
    return [Event(row.created_at, Group.COMMENTS, "comment", row.written_by, comment=row, row_id=row.id) for row in rows]


def changes(asked: Asked) -> list[Event]:
    """Of the row and its parts. What the program keeps for itself is no change: it takes no place of a page, which goes on until it is full."""
    about = of_row(asked.row, asked.by) if asked.person is None else of_person(asked, AuditEvent.noun, AuditEvent.noun_id)
    silent = asked.untold if asked.person is None else asked.untold | FOLLOWS
    found: list[Event] = []
    while True:
        events = asked.session.scalars(asked.newest(select(AuditEvent).where(about, tells(silent)), AuditEvent.at)).all()
        said = [_loud(each, silent, is_of_person=asked.person is not None) for each in told(asked.session, events)]
        found += [
            Event(each.at, Group.CHANGES, each.verb, each.actor, changed=each) for each in said if each.changes or each.verb != "change"
        ]
        if len(found) >= asked.most or len(events) < asked.most:
            return found
        asked = replace(asked, before=events[-1].at)


def _loud(event: Happened, silent: frozenset[str], *, is_of_person: bool) -> Happened:
    if is_of_person and event.verb != "change":
        return replace(event, changes=[])
    return replace(event, changes=[each for each in event.changes if each[0] not in silent])


def tasks(asked: Asked) -> list[Event]:
    """Those that are over, with what came of them; open ones stand beside the story."""
    about = (
        Task.opportunity_id == asked.row.id
        if isinstance(asked.row, Opportunity)
        else and_(Task.noun == asked.noun, Task.noun_id == asked.row.id)
    )
    criterion = tasks_for(asked.by, {asked.noun})
    query = select(Task).where(about, Task.status.in_((TaskStatus.DONE, TaskStatus.SKIPPED)), true() if criterion is None else criterion)
    rows: Any = asked.session.scalars(asked.newest(query, Task.ended_at))
    return [Event(row.ended_at, Group.TASKS, row.status.value, row.ended_by, row.title, row.outcome) for row in rows]


def mails(asked: Asked) -> list[Event]:
    """Letters of the house: about the record, or to the person."""
    about = (
        DELIVERIES[asked.noun](asked.row)
        if asked.person is None
        else letters_to(asked.session, asked.by, asked.person) & Delivery.activity_id.is_(None)
    )
    at = func.coalesce(Delivery.sent_at, Delivery.created_at)
    query = narrowed(select(Delivery).where(about), asked.by, Delivery)
    rows = asked.session.scalars(asked.newest(query, at)).all()
    there = (
        set(asked.session.scalars(select(MailCopy.delivery_id).where(MailCopy.delivery_id.in_([row.id for row in rows]))))
        if rows
        else set()
    )
    return [replace(_mail(row), delivery_id=row.id if row.id in there and may_open(asked.by, row) else 0) for row in rows]


def _mail(row: Delivery) -> Event:
    noun, row_id = ("invoice", row.invoice_id) if row.invoice_id else ("credit_note", row.credit_note_id) if row.credit_note_id else ("", 0)
    return Event(
        row.sent_at or row.created_at,
        Group.MAILS,
        row.kind.value,
        title=row.address,
        text=row.reason,
        status=row.state.value,
        noun=noun,
        row_id=row_id or 0,
    )


def money(asked: Asked) -> list[Event]:
    return [*_payments(asked), *_refunds(asked)]


def _payments(asked: Asked) -> list[Event]:
    of = PAYMENTS.get(asked.noun)
    if of is None:
        return []
    rows = asked.session.scalars(asked.newest(narrowed(select(Payment).where(of(asked.row)), asked.by, Payment), Payment.created_at))
    return [
        Event(
            row.created_at,
            Group.MONEY,
            f"payment_{row.kind.value}",
            row.recorded_by,
            row.reference,
            noun="payment",
            row_id=row.id,
            cents=row.amount_cents,
            currency=row.currency,
        )
        for row in rows
    ]


def _refunds(asked: Asked) -> list[Event]:
    of = REFUNDS.get(asked.noun)
    if of is None:
        return []
    rows = asked.session.scalars(asked.newest(narrowed(select(Refund).where(of(asked.row)), asked.by, Refund), Refund.created_at))
    return [
        Event(
            row.created_at,
            Group.MONEY,
            "refund",
            row.recorded_by,
            row.reference,
            row.reason,
            row.state.value,
            "refund",
            row.id,
            -row.amount_cents,
            row.currency,
        )
        for row in rows
    ]


def documents(asked: Asked) -> list[Event]:
    found = []
    for model, table, noun, needed in (
        (Invoice, INVOICES, "invoice", P.INVOICE_READ),
        (CreditNote, CREDIT_NOTES, "credit_note", P.CREDIT_NOTE_READ),
    ):
        of = table.get(asked.noun)
        if of is not None and asked.by.may(needed):
            query = narrowed(select(model).where(of(asked.row), model.sent_at.is_not(None)), asked.by, model)
            rows: Any = asked.session.scalars(asked.newest(query, model.sent_at))
            found += [
                Event(
                    row.sent_at,
                    Group.DOCUMENTS,
                    noun,
                    title=row.number or "",
                    status=row.status.value,
                    noun=noun,
                    row_id=row.id,
                    cents=row.total_cents,
                    currency=row.currency,
                )
                for row in rows
            ]
    return found


def papers(asked: Asked) -> list[Event]:
    """Proposals and contracts that were sent."""
    query = narrowed(select(Paper).where(PAPERS[asked.noun](asked.row), Paper.sent_at.is_not(None)), asked.by, Paper)
    rows: Any = asked.session.scalars(asked.newest(query, Paper.sent_at))
    return [
        Event(row.sent_at, Group.DOCUMENTS, row.kind.value, title=row.code, status=row.status.value, noun=row.kind.value, row_id=row.id)
        for row in rows
    ]


def visits(asked: Asked) -> list[Event]:
    of = VISITS.get(asked.noun)
    if of is None:
        return []
    rows = asked.session.scalars(asked.newest(narrowed(select(CheckIn).where(of(asked.row)), asked.by, CheckIn), CheckIn.arrived_at))
    return [
        Event(
            row.arrived_at,
            Group.VISITS,
            "check_in",
            title=row.name,
            text=row.host_name,
            status="" if row.left_at else "in",
            noun="check_in",
            row_id=row.id,
        )
        for row in rows
    ]


def jobs(asked: Asked) -> list[Event]:
    """Those that failed, whether they gave up or will be tried again; the reason is the vendor's or ours."""
    named = PAYLOADS.get(asked.noun)
    if named is None:
        return []
    about = or_(*(OutboxMessage.payload.contains(each) for each in named(asked.row.id)))
    query = select(OutboxMessage).where(OutboxMessage.last_error != "", about)
    rows = asked.session.scalars(asked.newest(query, OutboxMessage.made_at))
    return [Event(row.made_at, Group.JOBS, row.job.removeprefix("jobs."), text=row.last_error, status=row.state.value) for row in rows]
