"""The sources of a record's story: each gives its newest events before an instant, of what the actor may see."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session, selectinload

from app.access.actor import Actor
from app.access.permissions import P
from app.access.scope import narrowed
from app.core.entity import AnySelect
from app.models import AuditEvent, CheckIn, Comment, CreditNote, Delivery, Invoice, OutboxMessage, Paper, Payment, Refund
from app.queries.history import of_row, told
from app.queries.story.entries import Event, Group
from app.queries.story.related import CREDIT_NOTES, DELIVERIES, INVOICES, PAPERS, PAYLOADS, PAYMENTS, REFUNDS, VISITS


@dataclass(frozen=True, slots=True)
class Asked:
    """`most` events of each source at most, and those of the same instant as the last."""

    session: Session
    row: Any
    noun: str
    by: Actor
    before: dt.datetime | None
    most: int

    def fits(self, group: Group) -> bool:
        """Whether anything of that kind can happen to such a record."""
        return any(self.noun in table for table in TABLES[group])

    def newest(self, query: AnySelect, at: Any) -> AnySelect:
        earlier = query if self.before is None else query.where(at < self.before)
        return earlier.order_by(at.desc()).fetch(self.most, with_ties=True)


TABLES: dict[Group, tuple[dict[str, Any], ...]] = {
    Group.MAILS: (DELIVERIES,),
    Group.MONEY: (PAYMENTS, REFUNDS),
    Group.DOCUMENTS: (INVOICES, CREDIT_NOTES, PAPERS),
    Group.VISITS: (VISITS,),
    Group.JOBS: (PAYLOADS,),
}


def comments(asked: Asked) -> list[Event]:
    query = select(Comment).where(Comment.noun == asked.noun, Comment.noun_id == asked.row.id).options(selectinload(Comment.files))
    rows = asked.session.scalars(asked.newest(query, Comment.created_at))
    return [Event(row.created_at, Group.COMMENTS, "comment", row.written_by, comment=row, row_id=row.id) for row in rows]


def changes(asked: Asked) -> list[Event]:
    """Of the row and its parts; what the program keeps for itself is no change."""
    rows = asked.session.scalars(asked.newest(select(AuditEvent).where(of_row(asked.row)), AuditEvent.at)).all()
    return [Event(each.at, Group.CHANGES, each.verb, each.actor, changed=each) for each in told(asked.session, rows) if each.changes or each.verb != "change"]


def mails(asked: Asked) -> list[Event]:
    about = DELIVERIES.get(asked.noun)
    if about is None:
        return []
    at = func.coalesce(Delivery.sent_at, Delivery.created_at)
    query = narrowed(select(Delivery).where(about(asked.row)), asked.by, Delivery)
    rows = asked.session.scalars(asked.newest(query, at)).all()
    return [_mail(row) for row in rows]


def _mail(row: Delivery) -> Event:
    noun, row_id = ("invoice", row.invoice_id) if row.invoice_id else ("credit_note", row.credit_note_id) if row.credit_note_id else ("", 0)
    return Event(row.sent_at or row.created_at, Group.MAILS, row.kind.value, title=row.address, text=row.reason, status=row.state.value, noun=noun, row_id=row_id or 0)


def money(asked: Asked) -> list[Event]:
    return [*_payments(asked), *_refunds(asked)]


def _payments(asked: Asked) -> list[Event]:
    of = PAYMENTS.get(asked.noun)
    if of is None:
        return []
    rows = asked.session.scalars(asked.newest(narrowed(select(Payment).where(of(asked.row)), asked.by, Payment), Payment.created_at))
    return [
        Event(row.created_at, Group.MONEY, f"payment_{row.kind.value}", row.recorded_by, row.reference, noun="payment", row_id=row.id, cents=row.amount_cents, currency=row.currency)
        for row in rows
    ]


def _refunds(asked: Asked) -> list[Event]:
    of = REFUNDS.get(asked.noun)
    if of is None:
        return []
    rows = asked.session.scalars(asked.newest(narrowed(select(Refund).where(of(asked.row)), asked.by, Refund), Refund.created_at))
    return [
        Event(row.created_at, Group.MONEY, "refund", row.recorded_by, row.reference, row.reason, row.state.value, "refund", row.id, -row.amount_cents, row.currency) for row in rows
    ]


def documents(asked: Asked) -> list[Event]:
    found = []
    for model, table, noun, needed in ((Invoice, INVOICES, "invoice", P.INVOICE_READ), (CreditNote, CREDIT_NOTES, "credit_note", P.CREDIT_NOTE_READ)):
        of = table.get(asked.noun)
        if of is not None and asked.by.may(needed):
            query = narrowed(select(model).where(of(asked.row), model.sent_at.is_not(None)), asked.by, model)
            rows: Any = asked.session.scalars(asked.newest(query, model.sent_at))
            found += [Event(row.sent_at, Group.DOCUMENTS, noun, title=row.number or "", status=row.status.value, noun=noun, row_id=row.id, cents=row.total_cents, currency=row.currency) for row in rows]
    of = PAPERS.get(asked.noun)
    if of is not None and asked.by.may(P.PROPOSAL_READ):
        query = narrowed(select(Paper).where(of(asked.row), Paper.sent_at.is_not(None)), asked.by, Paper)
        papers: Any = asked.session.scalars(asked.newest(query, Paper.sent_at))
        found += [Event(row.sent_at, Group.DOCUMENTS, row.kind.value, title=row.code, status=row.status.value, noun=row.kind.value, row_id=row.id) for row in papers]
    return found


def visits(asked: Asked) -> list[Event]:
    of = VISITS.get(asked.noun)
    if of is None:
        return []
    rows = asked.session.scalars(asked.newest(narrowed(select(CheckIn).where(of(asked.row)), asked.by, CheckIn), CheckIn.arrived_at))
    return [Event(row.arrived_at, Group.VISITS, "check_in", title=row.name, text=row.host_name, status="" if row.left_at else "in", noun="check_in", row_id=row.id) for row in rows]


def jobs(asked: Asked) -> list[Event]:
    """Those that failed, whether they gave up or will be tried again; the reason is the vendor's or ours."""
    named = PAYLOADS.get(asked.noun)
    if named is None:
        return []
    about = or_(*(OutboxMessage.payload.contains(each) for each in named(asked.row.id)))
    query = select(OutboxMessage).where(OutboxMessage.last_error != "", about)
    rows = asked.session.scalars(asked.newest(query, OutboxMessage.made_at))
    return [Event(row.made_at, Group.JOBS, row.job.removeprefix("jobs."), text=row.last_error, status=row.state.value) for row in rows]
