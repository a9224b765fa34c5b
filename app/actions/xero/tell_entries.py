"""Take what is to be told to the books next, and write down what they said (I5, I6)."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import uuid4

from sqlalchemy import select
from sqlalchemy.orm import aliased

from app.access.actor import Actor
from app.actions.steps.batch import OPEN, Batch, begin, locked
from app.core import clock
from app.models import Invoice, Location, XeroEntry
from app.models.step import StepState
from app.models.xero_entry import EntryKind
from app.queries.xero_entries import account_code
from app.work import transaction

AT_ONCE = {EntryKind.PAYMENT: 50, EntryKind.ALLOCATION: 1, EntryKind.REMOVAL: 1}


def take_entries(connection_id: int, kind: EntryKind, *, by: Actor) -> Batch | None:
    """As many as one call carries; None when nothing is left that can be told. A payment waits until its location names the account,
    a removal until it is known what became of what it removes.
    """
    with transaction(by=by) as work:
        mine = (XeroEntry.xero_connection_id == connection_id, XeroEntry.kind == kind)
        begun = work.session.scalar(select(XeroEntry.call_key).where(*mine, XeroEntry.state.in_(OPEN)).limit(1))
        if begun is not None:
            rows = locked(work, select(XeroEntry).where(*mine, XeroEntry.call_key == begun, XeroEntry.state.in_(OPEN)).order_by(XeroEntry.id), XeroEntry)
        else:
            query = select(XeroEntry).where(*mine, XeroEntry.state == StepState.TODO).order_by(XeroEntry.id).limit(AT_ONCE[kind])
            if kind is EntryKind.PAYMENT:
                query = query.join(Invoice, Invoice.id == XeroEntry.invoice_id).join(Location, Location.id == Invoice.location_id).where(account_code() != "")
            if kind is EntryKind.REMOVAL:
                removed = aliased(XeroEntry)
                query = query.join(removed, removed.id == XeroEntry.removes_id).where(removed.state.in_((StepState.DONE, StepState.FAILED)))
            rows = locked(work, query, XeroEntry)
        if not rows:
            return None
        call_key = begun or f"foyer-{kind.value}-{uuid4().hex}"
        begin(rows, call_key)
        ids = tuple(row.id for row in rows)
        return Batch(call_key, begun is not None, ids, ids)


def record_entries(found: Mapping[int, str], *, by: Actor) -> None:
    """The books have these, under those ids."""
    with transaction(by=by) as work:
        for row in work.session.scalars(select(XeroEntry).where(XeroEntry.id.in_(found)).order_by(XeroEntry.id).with_for_update()):
            row.done(found[row.id], clock.now())
