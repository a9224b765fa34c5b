"""How a run is getting on: every step of every document, what failed with its reason, and how long it may still take."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.access.actor import Actor
from app.access.scope import narrowed
from app.core import clock
from app.core.entity import db
from app.core.errors import Missing
from app.models import CreditNote, Delivery, Invoice, InvoiceRun, Organisation, Step
from app.models.invoice_run import RunStatus
from app.queries.run_charges import ChargeShown, FulfilmentShown, charge_states, followed, fulfilment_states, is_charging, troubled
from app.queries.run_state import state_of

OPEN = {"todo", "doing", "sending"}
STUCK = {"failed", "unknown"}
NOT_BEGUN = (RunStatus.DRAFT, RunStatus.PREVIEWED)


@dataclass(slots=True)
class StepShown:
    """One step; `name` is xero_create, xero_check or pdf."""

    id: int
    name: str
    state: str
    reason: str


@dataclass(slots=True)
class DeliveryShown:
    id: int
    address: str
    state: str
    reason: str


@dataclass(slots=True)
class DocumentShown:
    """One invoice or credit note of the run with everything that must happen to it; the number is there by definition."""

    id: int
    kind: str
    number: str
    organisation_id: int
    organisation: str
    status: str
    total_cents: int
    currency: str
    steps: dict[str, StepShown] = field(default_factory=dict)
    deliveries: list[DeliveryShown] = field(default_factory=list)
    charge: ChargeShown | None = None
    brings: list[FulfilmentShown] = field(default_factory=list)

    @property
    def is_stuck(self) -> bool:
        states = [
            *(each.state for each in self.steps.values()),
            *(each.state for each in self.deliveries),
            *(each.state for each in self.brings),
        ]
        return any(state in STUCK for state in states) or (self.charge is not None and self.charge.state in STUCK)


@dataclass(slots=True)
class Progress:
    """`states` counts step and delivery states by name: {"pdf": {"done": 3, "todo": 1}, "mail": {...}}. Stuck documents come first.

    `follows` counts in the same way what comes of invoices that are out, "charge" and "fulfil": none of it holds the run up, and `follows_now`
    says that some of it is under way.
    `state` is where the steps are; the run's own status follows when the last job has settled it.
    """

    run: InvoiceRun
    states: dict[str, Counter[str]]
    follows: dict[str, Counter[str]]
    follows_now: bool
    documents: list[DocumentShown]
    total: int
    seconds_left: int | None
    state: RunStatus

    @property
    def done(self) -> int:
        return sum(count for states in self.counted.values() for state, count in states.items() if state not in OPEN | STUCK)

    @property
    def wanted(self) -> int:
        return sum(sum(states.values()) for states in self.counted.values())

    @property
    def counted(self) -> dict[str, Counter[str]]:
        """Everything that the bar stands for."""
        return self.states | self.follows

    @property
    def stuck(self) -> int:
        """Steps and mails: what keeps the run from being done."""
        return sum(count for states in self.states.values() for state, count in states.items() if state in STUCK)

    @property
    def is_moving(self) -> bool:
        """Something is still to come by itself: a step, a mail, or the run's own status. What waits behind a stuck step is not."""
        if self.run.paused_at is not None or self.run.status in NOT_BEGUN:
            return False
        is_open = any(state in OPEN and count for states in self.states.values() for state, count in states.items())
        return self.state is not self.run.status or (self.state is RunStatus.RUNNING and is_open)

    @property
    def is_live(self) -> bool:
        """The page of the run changes by itself: the run moves, or what follows from it, which no pause holds up."""
        return self.is_moving or self.follows_now

    @property
    def open_charges(self) -> int:
        """Cards that nobody knows to be charged: on their way, declined and still owed, or lost."""
        return sum(count for state, count in self.follows.get("charge", Counter()).items() if state in OPEN | STUCK)


def progress(run_id: int, *, by: Actor, limit: int = 100, offset: int = 0) -> Progress:
    """Raises Missing for a run that is not there for this actor. Documents come `limit` at a time."""
    session = db.session()
    query = select(InvoiceRun).where(InvoiceRun.id == run_id)
    run = session.scalars(narrowed(query, by, InvoiceRun)).one_or_none()
    if run is None:
        raise Missing("InvoiceRun")
    states = _states(session, run_id)
    documents, total = _documents(session, run_id, limit, offset)
    follows = {
        name: Counter(found)
        for name, found in (("charge", charge_states(session, run_id)), ("fulfil", fulfilment_states(session, run_id)))
        if found
    }
    given = follows.get("fulfil", Counter())
    follows_now = is_charging(session, run_id) or (
        any(given[each] for each in OPEN) and not any(given[each] for each in STUCK)
    )  # some wait for what is stuck
    return Progress(run, states, follows, follows_now, documents, total, _seconds_left(session, run_id, states), state_of(session, run))


def _states(session: Session, run_id: int) -> dict[str, Counter[str]]:
    found: dict[str, Counter[str]] = defaultdict(Counter)
    for name, state, count in session.execute(
        select(Step.name, Step.state, func.count()).where(Step.run_id == run_id).group_by(Step.name, Step.state)
    ):
        found[name.value][state.value] += count
    for way, count in session.execute(select(Delivery.state, func.count()).where(Delivery.run_id == run_id).group_by(Delivery.state)):
        found["mail"][way.value] += count
    return dict(found)


def _documents(session: Session, run_id: int, limit: int, offset: int) -> tuple[list[DocumentShown], int]:
    shown: list[DocumentShown] = []
    stuck_steps = select(func.coalesce(Step.invoice_id, -Step.credit_note_id)).where(Step.run_id == run_id, Step.state.in_(STUCK))
    stuck_mails = select(func.coalesce(Delivery.invoice_id, -Delivery.credit_note_id)).where(
        Delivery.run_id == run_id, Delivery.state.in_(STUCK)
    )
    stuck = {*session.scalars(stuck_steps), *session.scalars(stuck_mails), *troubled(session, run_id)}
    total = 0
    for kind, model, sign in (("invoice", Invoice, 1), ("credit_note", CreditNote, -1)):
        columns: Any = model
        query = (
            select(
                columns.id,
                columns.number,
                columns.organisation_id,
                Organisation.name,
                columns.status,
                columns.total_cents,
                columns.currency,
            )
            .join(Organisation, Organisation.id == columns.organisation_id)
            .where(columns.run_id == run_id)
        )
        total += session.scalar(select(func.count()).select_from(query.subquery())) or 0
        first = columns.id.in_([sign * each for each in stuck if each * sign > 0])
        for row_id, number, owner, name, status, cents, currency in session.execute(
            query.order_by(first.desc(), columns.number).limit(limit).offset(offset)
        ):
            shown.append(DocumentShown(row_id, kind, number, owner, name, status.value, cents, currency))
    _fill(session, run_id, shown)
    shown.sort(key=lambda each: not each.is_stuck)
    return shown[:limit], total


def _fill(session: Session, run_id: int, shown: list[DocumentShown]) -> None:
    by_key = {(each.kind, each.id): each for each in shown}
    invoices = [each.id for each in shown if each.kind == "invoice"]
    notes = [each.id for each in shown if each.kind == "credit_note"]
    for step in session.scalars(select(Step).where(Step.invoice_id.in_(invoices) | Step.credit_note_id.in_(notes)).order_by(Step.id)):
        owner = by_key[("invoice", step.invoice_id) if step.invoice_id else ("credit_note", step.credit_note_id or 0)]
        owner.steps[step.name.value] = StepShown(step.id, step.name.value, step.state.value, step.reason)
    for row in session.scalars(
        select(Delivery).where(Delivery.invoice_id.in_(invoices) | Delivery.credit_note_id.in_(notes)).order_by(Delivery.id)
    ):
        owner = by_key[("invoice", row.invoice_id) if row.invoice_id else ("credit_note", row.credit_note_id or 0)]
        owner.deliveries.append(DeliveryShown(row.id, row.address, row.state.value, row.reason))
    found = followed(session, run_id, invoices, notes)
    for each in shown:
        each.charge = found.charges.get(each.id) if each.kind == "invoice" else None
        each.brings = found.brings.get((each.kind, each.id), [])


def _seconds_left(session: Session, run_id: int, states: dict[str, Counter[str]]) -> int | None:
    """From the pace of the last minute; None when nothing moves or nothing is left."""
    left = sum(count for counted in states.values() for state, count in counted.items() if state in OPEN)
    if not left:
        return None
    since = clock.now() - dt.timedelta(minutes=1)
    done = (session.scalar(select(func.count()).select_from(Step).where(Step.run_id == run_id, Step.done_at > since)) or 0) + (
        session.scalar(select(func.count()).select_from(Delivery).where(Delivery.run_id == run_id, Delivery.sent_at > since)) or 0
    )
    return None if not done else round(60 * left / done)
