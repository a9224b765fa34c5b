"""The start page: what waits for a person, who comes and goes, and three numbers; each only for who may see it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session, joinedload

from app.access.actor import Actor
from app.access.permissions import Permission
from app.access.scope import narrowed
from app.core import clock
from app.core.entity import AnySelect
from app.models import BankLine, CreditNote, Delivery, Invoice, InvoiceRun, License, Organisation, OutboxMessage, Refund, Step
from app.models.bank_line import LineState
from app.models.credit_note import CreditNoteKind
from app.models.invoice import InvoiceKind, InvoiceStatus
from app.models.invoice_run import RunStatus
from app.models.organisation import OrganisationStatus
from app.models.outbox import OutboxState
from app.models.refund import RefundState, RefundWay
from app.models.to_decide import STUCK
from app.queries.counted import counted
from app.queries.organisation_figures import in_force, overdue

DAYS = 7
FRESH = 14  # days
MOST = 12


@dataclass(frozen=True, slots=True)
class Waiting:
    """Counts of what a person must look at; nothing where it is not this person's business. `stuck_invoices` and `stuck_credit_notes` are of no run. `charged_back` are those that were written down after `fresh_since`."""

    runs_to_approve: Sequence[InvoiceRun]
    runs_to_send: Sequence[InvoiceRun]
    stuck_runs: Sequence[tuple[InvoiceRun, int]]
    stuck_invoices: int
    stuck_credit_notes: int
    mails: int
    parked_jobs: int
    bank_lines: int
    lost_refunds: int
    charged_back: int
    fresh_since: dt.datetime


@dataclass(frozen=True, slots=True)
class Numbers:
    organisations: int | None
    licenses: int | None
    overdue: int | None


def waiting(session: Session, *, by: Actor, location_id: int | None) -> Waiting:
    """Approvals, sendings, steps that failed, mails to decide about, jobs that gave up."""

    def runs(query: AnySelect) -> Sequence[InvoiceRun]:
        ordered = query.options(joinedload(InvoiceRun.location)).order_by(InvoiceRun.month.desc()).limit(MOST)
        found: Sequence[InvoiceRun] = session.scalars(_mine(ordered, InvoiceRun, by, location_id)).all()
        return found

    fresh = (clock.now() - dt.timedelta(days=FRESH)).replace(microsecond=0)
    open_runs = select(InvoiceRun).where(InvoiceRun.status == RunStatus.PREVIEWED)
    unsent = [
        select(model.run_id).where(model.run_id.is_not(None), model.send_wanted_at.is_(None), criterion) for model, criterion in _unsent()
    ]
    to_send = select(InvoiceRun).where(or_(*(InvoiceRun.id.in_(query) for query in unsent)))
    parked = select(func.count(OutboxMessage.id)).where(OutboxMessage.state == OutboxState.PARKED)
    return Waiting(
        runs(open_runs) if by.may(Permission.INVOICE_RUN_APPROVE) else [],
        runs(to_send) if by.may(Permission.INVOICE_RUN_SEND) else [],
        _stuck(session, by, location_id) if by.may(Permission.INVOICE_RUN_SEND) else [],
        *_stuck_alone(session, by, location_id),
        counted(session, Delivery, Delivery.to_decide, by=by, location_id=location_id) if by.may(Permission.DELIVERY_DECIDE) else 0,
        session.scalar(parked) or 0 if by.may(Permission.OUTBOX_RETRY) else 0,
        *_money(session, by, location_id, fresh),
        fresh,
    )


def _money(session: Session, by: Actor, location_id: int | None, fresh: dt.datetime) -> tuple[int, int, int]:
    """Lines of bank statements that wait, refunds of which nobody knows the outcome, and payments that a card's bank took back this fortnight."""
    if not by.may(Permission.PAYMENT_WRITE):
        return 0, 0, 0
    asked = (
        (BankLine, BankLine.state == LineState.WAITING),
        (Refund, Refund.state == RefundState.UNKNOWN),
        (Refund, (Refund.way == RefundWay.CHARGEBACK) & (Refund.created_at > fresh)),
    )
    lines, lost, back = (counted(session, model, criterion, by=by, location_id=location_id) for model, criterion in asked)
    return lines, lost, back


def _unsent() -> tuple[tuple[Any, Any], ...]:
    """The partial index of locked invoices answers the first; credit notes that wait are few."""
    return (Invoice, Invoice.status == InvoiceStatus.LOCKED), (CreditNote, CreditNote.sent_at.is_(None))


def _stuck(session: Session, by: Actor, location_id: int | None) -> list[tuple[InvoiceRun, int]]:
    query = (
        select(InvoiceRun, func.count(Step.id))
        .join(Step, Step.run_id == InvoiceRun.id)
        .where(Step.state.in_(STUCK))
        .group_by(InvoiceRun.id)
        .order_by(InvoiceRun.id.desc())
        .limit(MOST)
    )
    return [(run, count) for run, count in session.execute(_mine(query, InvoiceRun, by, location_id))]


def _stuck_alone(session: Session, by: Actor, location_id: int | None) -> tuple[int, int]:
    """Invoices of purchases and credit notes made by hand: no run tells of their steps."""
    asked = (
        (Permission.INVOICE_READ, Invoice, Invoice.to_decide & (Invoice.kind != InvoiceKind.MONTHLY)),
        (Permission.CREDIT_NOTE_READ, CreditNote, CreditNote.to_decide & (CreditNote.kind != CreditNoteKind.RUN)),
    )
    sends = by.may(Permission.INVOICE_RUN_SEND)
    invoices, notes = (
        counted(session, model, criterion, by=by, location_id=location_id) if sends and by.may(needed) else 0
        for needed, model, criterion in asked
    )
    return invoices, notes


def comings(session: Session, today: dt.date, *, by: Actor, location_id: int | None) -> tuple[Sequence[License], Sequence[License]]:
    """Licenses that begin, and those whose last day is, within a week from today."""
    if not by.may(Permission.LICENSE_READ):
        return [], []

    def within(column: Any) -> Sequence[License]:
        query = select(License).where(column.between(today, today + dt.timedelta(days=DAYS - 1)))
        query = query.options(
            joinedload(License.organisation), joinedload(License.user), joinedload(License.membership), joinedload(License.location)
        )
        return session.scalars(_mine(query, License, by, location_id).order_by(column, License.id).limit(MOST)).all()

    return within(License.starts_on), within(License.ends_on)


def numbers(session: Session, today: dt.date, *, by: Actor, location_id: int | None) -> Numbers:
    """Active organisations, licenses in force today, invoices past their day (P14)."""

    def count(permission: Permission, model: Any, *criteria: Any) -> int | None:
        return counted(session, model, *criteria, by=by, location_id=location_id) if by.may(permission) else None

    return Numbers(
        count(Permission.ORGANISATION_READ, Organisation, Organisation.status == OrganisationStatus.ACTIVE),
        count(Permission.LICENSE_READ, License, *in_force(today)),
        overdue_invoices(session, today, by=by, location_id=location_id),
    )


def overdue_invoices(session: Session, today: dt.date, *, by: Actor, location_id: int | None) -> int | None:
    """The last of these numbers by itself; None for whoever may not see invoices."""
    return counted(session, Invoice, *overdue(today), by=by, location_id=location_id) if by.may(Permission.INVOICE_READ) else None


def _mine(query: AnySelect, model: Any, by: Actor, location_id: int | None) -> AnySelect:
    query = narrowed(query, by, model)
    return query if location_id is None else query.where(model.location_id == location_id)
