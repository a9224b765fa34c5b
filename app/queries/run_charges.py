"""What sending a run asks of kept cards, and how the charges and the fulfilments stand that it led to (I8, I10)."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import ColumnElement, Select, case, func, or_, select, union_all
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.orm import Session

from app.models import CreditNote, Fulfilment, Invoice, OutboxMessage, PaymentAttempt
from app.models.charge_jobs import IN_HAND, is_forgotten
from app.models.fulfilment import FulfilmentState
from app.models.invoice import InvoiceStatus
from app.models.outbox import OutboxState
from app.models.payment_attempt import AttemptState
from app.queries.cards import pays_by_itself
from app.queries.credit import credits_of, used_when_sent
from app.rules.payfast import CURRENCY, LEAST_CENTS

OWED = (InvoiceStatus.SENT, InvoiceStatus.PART_PAID)
# As the steps of a document are called: a charge or a fulfilment of each is one more of them.
CHARGE_STATES = {AttemptState.TAKEN: "done", AttemptState.LOST: "unknown", AttemptState.ASKED: "doing", AttemptState.OPEN: "todo"}


@dataclass(frozen=True, slots=True)
class Charges:
    """`cents` of all together."""

    count: int = 0
    cents: int = 0


@dataclass(frozen=True, slots=True)
class ChargeShown:
    """The newest charge of a kept card for an invoice, by `state` as a step: `withheld` is not made, or not needed any more. `id` is None while
    it is still to be begun; `again_on`: the day on which it is tried again by itself."""

    id: int | None
    state: str
    reason: str = ""
    again_on: dt.date | None = None


@dataclass(frozen=True, slots=True)
class FulfilmentShown:
    """`key` is what PaperCut's log calls it, where PaperCut keeps it."""

    id: int
    what: str
    state: str
    reason: str
    key: str


@dataclass(slots=True)
class Followed:
    """Of documents: the charge of each invoice by its id, and what each document brings by (kind, id)."""

    charges: dict[int, ChargeShown] = field(default_factory=dict)
    brings: dict[tuple[str, int], list[FulfilmentShown]] = field(default_factory=dict)


def charges_to_come(session: Session, owed: Select[int, int], *, location_id: int, currency: str) -> Charges:
    """Of what is (organisation, cents with VAT) about to be owed: how many cards are charged when it is sent, and how much in all.

    The rule is that of auto_pay; what the organisation has of credit there pays first, where the house has it so.
    """
    rows = owed.subquery()
    who, cents = rows.c
    found = session.execute(select(who, cents).where(pays_by_itself(who), cents >= LEAST_CENTS)).all() if currency == CURRENCY else []
    has = (
        credits_of(session, [each[0] for each in found], currency=currency, location_id=location_id)
        if found and used_when_sent(session)
        else {}
    )
    left = [rest for organisation_id, total in found if (rest := total - has.get(organisation_id, 0)) >= LEAST_CENTS]
    return Charges(len(left), sum(left))


def charge_states(session: Session, run_id: int) -> dict[str, int]:
    """How many invoices of the run have a charge in each state; those on their way count, whose card is charged once they are out."""
    newest = _newest().where(Invoice.run_id == run_id).subquery()
    found: dict[str, int] = dict(session.execute(select(newest.c.state, func.count()).group_by(newest.c.state)).all())
    if coming := len(
        session.scalars(_to_come(run_id).where(or_(Invoice.status != InvoiceStatus.LOCKED, Invoice.send_wanted_at.is_not(None)))).all()
    ):
        found["todo"] = found.get("todo", 0) + coming
    return found


def fulfilment_states(session: Session, run_id: int) -> dict[str, int]:
    query = select(Fulfilment.state, func.count()).where(_of_run(run_id)).group_by(Fulfilment.state)
    return {_fulfilment_state(state): count for state, count in session.execute(query)}


def is_charging(session: Session, run_id: int) -> bool:
    """A card is being charged, or will be in a moment: the invoice is out, and the job that looks whether a card pays it is still to come."""
    newest = _newest().where(Invoice.run_id == run_id).subquery()
    moves = session.scalar(select(func.count()).where(newest.c.state.in_(("todo", "doing"))))
    return bool(moves) or bool(session.scalars(_to_come(run_id).where(Invoice.status != InvoiceStatus.LOCKED).limit(1)).all())


def is_wanting(session: Session, run_id: int) -> bool:
    """A job is still to look what the run's invoices bring: they have just been sent, or paid."""
    asked = OutboxMessage.payload["invoice_id"].as_integer().in_(select(Invoice.id).where(Invoice.run_id == run_id))
    waits = OutboxMessage.state.in_((OutboxState.DUE, OutboxState.QUEUED, OutboxState.RUNNING))
    return session.scalar(select(OutboxMessage.id).where(OutboxMessage.job == "jobs.fulfilment.want", waits, asked).limit(1)) is not None


def troubled(session: Session, run_id: int) -> set[int]:
    """Documents whose charge or fulfilment a person has to look at: ids of invoices, and of credit notes below zero."""
    newest = _newest().where(Invoice.run_id == run_id).subquery()
    charges = session.scalars(select(newest.c.invoice_id).where(newest.c.state.in_(("failed", "unknown"))))
    stuck = Fulfilment.state.in_((FulfilmentState.FAILED, FulfilmentState.UNKNOWN))
    return {
        *charges,
        *session.scalars(select(func.coalesce(Fulfilment.invoice_id, -Fulfilment.credit_note_id)).where(_of_run(run_id), stuck)),
    }


def followed(session: Session, run_id: int, invoices: list[int], notes: list[int]) -> Followed:
    """Of these documents of the run."""
    found = Followed()
    for invoice_id in session.scalars(_to_come(run_id).where(Invoice.id.in_(invoices))):
        found.charges[invoice_id] = ChargeShown(None, "todo")
    for attempt_id, invoice_id, state, reason, again_on in session.execute(_newest().where(Invoice.id.in_(invoices))):
        found.charges[invoice_id] = ChargeShown(attempt_id, state, reason, again_on)
    for row in session.scalars(
        select(Fulfilment).where(Fulfilment.invoice_id.in_(invoices) | Fulfilment.credit_note_id.in_(notes)).order_by(Fulfilment.id)
    ):
        key = ("invoice", row.invoice_id) if row.invoice_id is not None else ("credit_note", row.credit_note_id or 0)
        found.brings.setdefault(key, []).append(FulfilmentShown(row.id, row.name, _fulfilment_state(row.state), row.reason, row.comment))
    return found


def _newest() -> Select[Any, Any, Any, Any, Any]:
    """(id, invoice, state, reason, day of the next try) of the newest charge of each invoice. What nobody owes any more is no trouble."""
    owed = Invoice.status.in_(OWED)
    state = case(
        (is_forgotten() & owed, "failed"),
        *((PaymentAttempt.state == state, said) for state, said in CHARGE_STATES.items()),
        ((PaymentAttempt.state == AttemptState.DECLINED) & owed, "failed"),
        else_="withheld",
    ).label("state")
    query = select(PaymentAttempt.id, PaymentAttempt.invoice_id, state, PaymentAttempt.reason, PaymentAttempt.retry_on)
    query = query.join(Invoice, Invoice.id == PaymentAttempt.invoice_id).where(PaymentAttempt.method_id.is_not(None))
    return query.ext(distinct_on(PaymentAttempt.invoice_id)).order_by(PaymentAttempt.invoice_id, PaymentAttempt.id.desc())


def _to_come(run_id: int) -> Select[int]:
    """Invoices whose card will be charged by itself: not sent yet, or just sent."""
    asking = select(OutboxMessage.payload["invoice_id"].as_integer()).where(
        OutboxMessage.event == "InvoiceSent", OutboxMessage.job == "jobs.charges.pay_sent", OutboxMessage.state.in_(IN_HAND)
    )
    soon = or_(Invoice.status == InvoiceStatus.LOCKED, Invoice.status.in_(OWED) & Invoice.id.in_(asking))
    due = Invoice.total_cents - Invoice.credited_cents - Invoice.paid_cents
    charged = select(PaymentAttempt.id).where(PaymentAttempt.invoice_id == Invoice.id, PaymentAttempt.method_id.is_not(None)).exists()
    return select(Invoice.id).where(
        Invoice.run_id == run_id, soon, due >= LEAST_CENTS, Invoice.currency == CURRENCY, pays_by_itself(Invoice.organisation_id), ~charged
    )


def _of_run(run_id: int) -> ColumnElement[bool]:
    """By the index of each: an OR of both would read every fulfilment that there is."""
    by_invoice = select(Fulfilment.id).join(Invoice, Invoice.id == Fulfilment.invoice_id).where(Invoice.run_id == run_id)
    by_note = select(Fulfilment.id).join(CreditNote, CreditNote.id == Fulfilment.credit_note_id).where(CreditNote.run_id == run_id)
    return Fulfilment.id.in_(union_all(by_invoice, by_note))


def _fulfilment_state(state: FulfilmentState) -> str:
    return "withheld" if state is FulfilmentState.RETURNED else state.value
