"""The books that Foyer is connected to, when they were read, and where they differ from ours (I6)."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, exists, func, or_, select
from sqlalchemy.orm import Session

from app.access.actor import Actor
from app.access.scope import narrowed
from app.models import CreditNote, Invoice, Location, OutboxMessage, Step, XeroConnection, XeroEntry, XeroHeld, XeroReading
from app.models.invoice import InvoiceStatus
from app.models.outbox import OutboxState
from app.models.step import StepName, StepState
from app.models.xero_connection import XeroState
from app.models.xero_entry import EntryKind
from app.queries.xero_entries import account_code
from app.rules.reconcile import GONE_STATUSES, Difference, Entry, FactKind, Ours, Theirs, differences

READ, LOOK = "jobs.xero_cache.read", "jobs.xero_matches.look"
UNDONE = (OutboxState.DUE, OutboxState.QUEUED, OutboxState.RUNNING)
AT_MOST = 200  # documents on the page: who has more has one cause, which shows by then


@dataclass(frozen=True)
class Found:
    """One difference with the document that it is about; `entry` and `payment` are the rows behind it, `has_account` whether its money can go."""

    document: Invoice | CreditNote
    difference: Difference
    entry: XeroEntry | None
    payment: XeroHeld | None
    has_account: bool
    step: Step | None


def last_reading(session: Session, connection_id: int, kind: FactKind) -> XeroReading | None:
    return session.scalars(select(XeroReading).where(XeroReading.xero_connection_id == connection_id, XeroReading.kind == kind)).one_or_none()


def read_until(session: Session, connection_id: int) -> dt.datetime | None:
    """When the last whole reading began; None before the first."""
    told = session.execute(select(func.min(XeroReading.read_at), func.count()).where(XeroReading.xero_connection_id == connection_id)).one()
    return told[0] if told[1] == len(FactKind) else None


def found_differences(session: Session, connection_id: int, *, by: Actor) -> list[Found]:
    """Invoices first, the oldest first. What was told after the books were read is compared with the next reading."""
    since = read_until(session, connection_id)
    if since is None:
        return []
    return [*_of(session, connection_id, Invoice, since, by), *_of(session, connection_id, CreditNote, since, by)]


def _of(session: Session, connection_id: int, model: Any, since: dt.datetime, by: Actor) -> list[Found]:
    documents = _unlike(session, connection_id, model, since, by)
    ids, xero_ids = [each.id for each in documents], [each.xero_id for each in documents if each.xero_id]
    is_invoice = model is Invoice
    entries: dict[int, list[XeroEntry]] = defaultdict(list)
    column = XeroEntry.invoice_id if is_invoice else XeroEntry.credit_note_id
    for row in session.scalars(select(XeroEntry).where(column.in_(ids)).order_by(XeroEntry.id)):
        entries[row.invoice_id if is_invoice else row.credit_note_id or 0].append(row)
    mine = XeroHeld.xero_connection_id == connection_id
    held = {row.xero_id: row for row in session.scalars(select(XeroHeld).where(mine, XeroHeld.xero_id.in_(xero_ids)))}
    payments: dict[str, list[XeroHeld]] = defaultdict(list)
    for row in session.scalars(select(XeroHeld).where(mine, XeroHeld.of_xero_id.in_(xero_ids)).order_by(XeroHeld.id)):
        payments[row.of_xero_id or ""].append(row)
    owner = Step.invoice_id if is_invoice else Step.credit_note_id
    undone = {getattr(row, owner.key): row for row in session.scalars(select(Step).where(owner.in_(ids), Step.name.in_((StepName.XERO_CHECK, StepName.XERO_CREATE)), Step.state != StepState.DONE).order_by(Step.id.desc()))}
    found = []
    for each in documents:
        theirs, told = held.get(each.xero_id or ""), payments[each.xero_id or ""]
        rows = {row.id: row for row in entries[each.id]}
        paid = {row.xero_id: row for row in told}
        for difference in differences(_ours(each, list(rows.values())), theirs and _theirs(theirs), map(_theirs, told)):
            entry = rows.get(difference.entry or 0)
            if entry is not None and not is_invoice:
                continue  # it stands beside its invoice
            found.append(Found(each, difference, entry, paid.get(difference.payment or ""), entry is None or _has_account(session, entry), undone.get(each.id)))
    return found


def _unlike(session: Session, connection_id: int, model: Any, since: dt.datetime, by: Actor) -> Sequence[Any]:
    """Documents whose row there is not as ours, and those of which something is still to be told."""
    owner = Step.invoice_id if model is Invoice else Step.credit_note_id
    about = XeroEntry.invoice_id if model is Invoice else XeroEntry.credit_note_id
    dead: ColumnElement[bool] = model.status == InvoiceStatus.VOID if model is Invoice else model.id.is_(None)
    gone = XeroHeld.status.in_(GONE_STATUSES)
    query = (
        select(model)
        .join(Location, Location.id == model.location_id)
        .outerjoin(XeroHeld, (XeroHeld.xero_connection_id == connection_id) & (XeroHeld.xero_id == model.xero_id))
        .where(
            Location.xero_connection_id == connection_id,
            exists().where(owner == model.id, Step.name == StepName.XERO_CREATE),
            ~exists().where(owner == model.id, Step.done_at > since),
            ~exists().where(about == model.id, XeroEntry.done_at > since),
            or_(
                dead & XeroHeld.id.is_not(None) & ~gone,
                ~dead & (XeroHeld.id.is_(None) | gone | (XeroHeld.total_cents != model.total_cents) | (XeroHeld.open_cents != _open(model))),
                ~dead & exists().where(about == model.id, XeroEntry.state != StepState.DONE),
            ),
        )
        .order_by(model.id)
        .limit(AT_MOST)
    )
    return session.scalars(narrowed(query, by, model)).all()


def _open(model: Any) -> Any:
    if model is CreditNote:
        return CreditNote.total_cents - CreditNote.applied_cents
    return func.greatest(Invoice.total_cents - Invoice.credited_cents - Invoice.paid_cents, 0)


def _ours(row: Any, entries: Sequence[XeroEntry]) -> Ours:
    if isinstance(row, CreditNote):
        return Ours(row.id, row.xero_id, row.total_cents, row.total_cents - row.applied_cents, entries=_entries(entries))
    dead = row.status is InvoiceStatus.VOID
    return Ours(row.id, row.xero_id, row.total_cents, max(row.due_cents, 0), dead, _entries(entries))


def _entries(rows: Sequence[XeroEntry]) -> tuple[Entry, ...]:
    """A payment that was taken out again is as if it had never been; one that is to be taken out still stands there."""
    removed = {row.removes_id for row in rows if row.kind is EntryKind.REMOVAL}
    done = {row.removes_id for row in rows if row.kind is EntryKind.REMOVAL and row.state is StepState.DONE}
    standing = {row.id for row in rows if row.state is StepState.DONE}
    found = []
    for row in rows:
        told = row.state is StepState.DONE
        if row.kind is EntryKind.REMOVAL:
            if not told and row.removes_id in standing:
                found.append(Entry(row.id, -row.cents, told=False))
        elif row.id not in done and (told or row.id not in removed):
            found.append(Entry(row.id, row.cents, told, row.external_id if row.kind is EntryKind.PAYMENT else None))
    return tuple(found)


def _theirs(row: XeroHeld) -> Theirs:
    return Theirs(row.xero_id, row.status, row.total_cents, row.open_cents)


def _has_account(session: Session, entry: XeroEntry) -> bool:
    if entry.kind is not EntryKind.PAYMENT:
        return True
    query = select(account_code()).select_from(XeroEntry).join(Invoice, Invoice.id == XeroEntry.invoice_id).join(Location, Location.id == Invoice.location_id)
    return bool(session.scalar(query.where(XeroEntry.id == entry.id)))


def is_reading(session: Session, connection_id: int) -> bool:
    """Whether somebody waits for a reading that has not come to its end."""
    return _is_under_way(session, connection_id, READ)


def is_looking(session: Session, connection_id: int) -> bool:
    """The same of a look through its contacts and items."""
    return _is_under_way(session, connection_id, LOOK)


def _is_under_way(session: Session, connection_id: int, job: str) -> bool:
    waiting = exists().where(
        OutboxMessage.queue == "xero", OutboxMessage.job == job, OutboxMessage.state.in_(UNDONE), OutboxMessage.payload["connection_id"].astext == str(connection_id)
    )
    return bool(session.scalar(select(waiting)))


def reading_trouble(session: Session, connection_id: int) -> str:
    """Why the last reading has not come to its end; empty when it has, or nothing went wrong yet."""
    query = (
        select(OutboxMessage.last_error)
        .where(OutboxMessage.queue == "xero", OutboxMessage.job == READ, OutboxMessage.state != OutboxState.DONE)
        .where(OutboxMessage.payload["connection_id"].astext == str(connection_id))
    )
    return session.scalar(query.order_by(OutboxMessage.id.desc()).limit(1)) or ""


def lost_connections(session: Session) -> str:
    """The companies that somebody has to connect again, by name."""
    return ", ".join(session.scalars(select(XeroConnection.name).where(XeroConnection.state == XeroState.RECONNECT).order_by(XeroConnection.name)))


def refused_entries(session: Session, *, by: Actor) -> tuple[int, int | None]:
    """How much of what settles invoices Xero would not take, and one company of it."""
    query = select(func.count(XeroEntry.id), func.min(XeroEntry.xero_connection_id)).where(XeroEntry.state == StepState.FAILED)
    count, connection_id = session.execute(narrowed(query, by, XeroEntry)).one()
    return count, connection_id


def connections(session: Session, *, by: Actor) -> Sequence[XeroConnection]:
    """Those that the actor may see, by name."""
    return session.scalars(narrowed(select(XeroConnection).order_by(XeroConnection.name), by, XeroConnection)).all()
