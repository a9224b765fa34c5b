"""Where Foyer's books and those that it is connected to differ, document by document (I6)."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, exists, func, or_, select
from sqlalchemy.orm import Session, aliased

from app.access.actor import Actor
from app.access.scope import narrowed
from app.models import CreditNote, CreditNotePart, Deposit, Invoice, Location, Payment, Refund, Step, XeroEntry, XeroHeld
from app.models.invoice import InvoiceStatus
from app.models.step import StepName, StepState
from app.models.xero_entry import EntryKind
from app.queries.xero_books import read_until
from app.queries.xero_deposits import spending_unlike
from app.queries.xero_entries import has_account, what_it_waits_for
from app.queries.xero_overpayments import overpayments_unlike, rows_of
from app.rules.reconcile import GONE_STATUSES, Cause, Difference, Entry, Ours, Theirs, differences

AT_MOST = 200  # documents on the page: who has more has one cause, which shows by then


@dataclass(frozen=True)
class Found:
    """One difference with what it is about: a document, the payment that an over-payment holds the credit of, a deposit, or money that only Xero says went back. `entry` and `payment` are the rows behind
    it, `has_account` whether its money can go, `waits_for` what has to be taken out before. `strange_notes` paid the invoice with credit, and Xero lacks them.
    """

    document: Invoice | CreditNote | Payment | Deposit | XeroHeld
    difference: Difference
    entry: XeroEntry | None
    payment: XeroHeld | None
    has_account: bool = True
    step: Step | None = None
    waits_for: XeroEntry | None = None
    strange_notes: tuple[str, ...] = ()


def found_differences(session: Session, connection_id: int, *, by: Actor) -> list[Found]:
    """Invoices first, then credit notes, credit, and deposits that went back, the oldest first. What was told after the books were read is compared with the next reading."""
    since = read_until(session, connection_id)
    if since is None:
        return []
    documents = [one for model in (Invoice, CreditNote) for one in _documents(session, connection_id, model, since, by)]
    spent = spending_unlike(session, connection_id, since, by=by, at_most=AT_MOST)
    deposits = [
        Found(about, difference, entry, held, entry is None or has_account(session, entry)) for about, difference, entry, held in spent
    ]
    return [*documents, *_overpayments(session, connection_id, since, by), *deposits]


def _documents(session: Session, connection_id: int, model: Any, since: dt.datetime, by: Actor) -> list[Found]:
    documents = _unlike(session, connection_id, model, since, by)
    held, payments = _held(session, connection_id, [each.xero_id for each in documents if each.xero_id])
    entries = _entries_about(session, model, [each.id for each in documents])
    owner = Step.invoice_id if model is Invoice else Step.credit_note_id
    steps = select(Step).where(
        owner.in_([each.id for each in documents]), Step.name.in_((StepName.XERO_CHECK, StepName.XERO_CREATE)), Step.state != StepState.DONE
    )
    undone = {getattr(row, owner.key): row for row in session.scalars(steps.order_by(Step.id.desc()))}
    found = []
    for each in documents:
        theirs, there = held.get(each.xero_id or ""), payments[each.xero_id or ""]
        ours = _ours(each, entries[each.id])
        for difference in differences(ours, theirs and _theirs(theirs), map(_theirs, there)):
            found += _found(session, each, difference, entries[each.id], there, undone.get(each.id))
    return found


def _overpayments(session: Session, connection_id: int, since: dt.datetime, by: Actor) -> list[Found]:
    overs = overpayments_unlike(session, connection_id, since, by=by, at_most=AT_MOST)
    held, payments = _held(session, connection_id, [each.external_id for each in overs if each.external_id])
    rows = rows_of(session, [each.id for each in overs])
    found = []
    for over in overs:
        payment = session.get_one(Payment, over.payment_id)
        if over.state is not StepState.DONE:
            for row in (over, *(each for each in rows[over.id] if each.kind is EntryKind.REFUND)):
                found += _found(session, payment, Difference(Cause.NOT_TOLD, payment.id, row.cents, 0, entry=row.id), [row], [], None)
            continue
        theirs, there = held.get(over.external_id or ""), payments[over.external_id or ""]
        taken_off = {row.removes_id for row in rows[over.id]}
        used = sum(row.cents for row in rows[over.id] if row.kind is not EntryKind.REMOVAL and row.id not in taken_off)
        ours = Ours(payment.id, over.external_id, over.cents, over.cents - used, entries=_entries(rows[over.id]))
        for difference in differences(ours, theirs and _theirs(theirs), map(_theirs, there)):
            found += _found(session, payment, difference, [*rows[over.id], over], there, None, default=over)
    return found


def _found(
    session: Session,
    document: Any,
    difference: Difference,
    rows: Sequence[XeroEntry],
    there: Sequence[XeroHeld],
    step: Step | None,
    default: XeroEntry | None = None,
) -> list[Found]:
    """Nothing for an entry that stands beside its invoice already."""
    entry = next((row for row in rows if row.id == difference.entry), None)
    if entry is not None and entry.invoice_id is not None and not isinstance(document, Invoice):
        return []
    payment = next((row for row in there if row.xero_id == difference.payment), None)
    waits_for = what_it_waits_for(session, entry) if entry is not None else None
    notes = _strange_notes(session, document) if difference.cause is Cause.REMAINDER and isinstance(document, Invoice) else ()
    return [
        Found(
            document,
            difference,
            entry or (default if payment is None else None),
            payment,
            entry is None or has_account(session, entry),
            step,
            waits_for,
            notes,
        )
    ]


def _strange_notes(session: Session, invoice: Invoice) -> tuple[str, ...]:
    """Of before the books were connected, as a rule."""
    query = select(CreditNote.number).join(CreditNotePart, CreditNotePart.credit_note_id == CreditNote.id)
    return tuple(
        session.scalars(
            query.where(CreditNotePart.invoice_id == invoice.id, CreditNote.xero_id.is_(None)).distinct().order_by(CreditNote.number)
        )
    )


def _held(session: Session, connection_id: int, xero_ids: Sequence[str]) -> tuple[dict[str, XeroHeld], dict[str, list[XeroHeld]]]:
    """What was read of these, and the payments of each."""
    mine = XeroHeld.xero_connection_id == connection_id
    held = {row.xero_id: row for row in session.scalars(select(XeroHeld).where(mine, XeroHeld.xero_id.in_(xero_ids)))}
    payments: dict[str, list[XeroHeld]] = defaultdict(list)
    for row in session.scalars(select(XeroHeld).where(mine, XeroHeld.of_xero_id.in_(xero_ids)).order_by(XeroHeld.id)):
        payments[row.of_xero_id or ""].append(row)
    return held, payments


def _about(model: Any, document_id: Any) -> ColumnElement[bool]:
    """Entries of a document, and what takes them out again."""
    if model is Invoice:
        return XeroEntry.invoice_id == document_id
    set_against, refund = aliased(XeroEntry), select(Refund.id).where(Refund.credit_note_id == document_id)
    taken_off = select(set_against.id).where(set_against.credit_note_id == document_id)
    return or_(XeroEntry.credit_note_id == document_id, XeroEntry.refund_id.in_(refund), XeroEntry.removes_id.in_(taken_off))


def _entries_about(session: Session, model: Any, ids: Sequence[int]) -> dict[int, list[XeroEntry]]:
    found: dict[int, list[XeroEntry]] = defaultdict(list)
    for document_id, row in session.execute(
        select(model.id, XeroEntry).join(XeroEntry, _about(model, model.id)).where(model.id.in_(ids)).order_by(XeroEntry.id)
    ):
        found[document_id].append(row)
    return found


def _unlike(session: Session, connection_id: int, model: Any, since: dt.datetime, by: Actor) -> Sequence[Any]:
    """Documents whose row there is not as ours, and those of which something is still to be told."""
    owner = Step.invoice_id if model is Invoice else Step.credit_note_id
    about = _about(model, model.id)
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
            ~exists().where(about, XeroEntry.done_at > since),
            or_(
                dead & XeroHeld.id.is_not(None) & ~gone,
                ~dead
                & (XeroHeld.id.is_(None) | gone | (XeroHeld.total_cents != model.total_cents) | (XeroHeld.open_cents != _open(model))),
                ~dead & exists().where(about, XeroEntry.state != StepState.DONE),
            ),
        )
        .order_by(model.id)
        .limit(AT_MOST)
    )
    return session.scalars(narrowed(query, by, model)).all()


def _open(model: Any) -> Any:
    if model is CreditNote:
        return CreditNote.total_cents - CreditNote.applied_cents - CreditNote.spent_cents
    return func.greatest(Invoice.total_cents - Invoice.credited_cents - Invoice.paid_cents, 0)


def _ours(row: Any, entries: Sequence[XeroEntry]) -> Ours:
    if isinstance(row, CreditNote):
        return Ours(row.id, row.xero_id, row.total_cents, row.credit_cents, entries=_entries(entries))
    dead = row.status is InvoiceStatus.VOID
    return Ours(row.id, row.xero_id, row.total_cents, max(row.due_cents, 0), dead, _entries(entries))


def _entries(rows: Sequence[XeroEntry]) -> tuple[Entry, ...]:
    """What was taken out again is as if it had never been; what is to be taken out still stands there. Allocations are not read one by one."""
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
            found.append(Entry(row.id, row.cents, told, row.external_id if row.kind in (EntryKind.PAYMENT, EntryKind.REFUND) else None))
    return tuple(found)


def _theirs(row: XeroHeld) -> Theirs:
    return Theirs(row.xero_id, row.status, row.total_cents, row.open_cents)
