"""Take what is to be told to the books next, and write down what they said (I5, I6)."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any
from uuid import uuid4

from sqlalchemy import exists, or_, select
from sqlalchemy.orm import aliased

from app.access.actor import Actor
from app.actions.steps.batch import OPEN, Batch, begin, locked
from app.core import clock
from app.models import Location, XeroEntry
from app.models.step import StepState
from app.models.xero_entry import EntryKind
from app.queries.xero_entries import has_accounts, in_the_way
from app.work import transaction

AT_ONCE = {
    EntryKind.PAYMENT: 50,
    EntryKind.OVERPAYMENT: 50,
    EntryKind.REFUND: 50,
    EntryKind.SPENT: 50,
}  # each of the others is a call of its own


def take_entries(connection_id: int, kind: EntryKind, *, besides: Collection[str] = (), by: Actor) -> Batch | None:
    """As many as one call carries; None when nothing is left that can be told. `besides` are call keys that had their turn.

    Money waits until its location names the account, what comes out of an over-payment until that is there, a removal until it is known what became of
    what it removes, and everything until what was taken back is out: the invoice has no room for it before, and the bank would have the money twice.
    """
    with transaction(by=by) as work:
        mine = (XeroEntry.xero_connection_id == connection_id, XeroEntry.kind == kind)
        begun = work.session.scalar(
            select(XeroEntry.call_key).where(*mine, XeroEntry.state.in_(OPEN), XeroEntry.call_key.not_in(besides)).limit(1)
        )
        if begun is not None:
            rows = locked(
                work,
                select(XeroEntry).where(*mine, XeroEntry.call_key == begun, XeroEntry.state.in_(OPEN)).order_by(XeroEntry.id),
                XeroEntry,
            )
        else:
            query = select(XeroEntry).where(*mine, XeroEntry.state == StepState.TODO).order_by(XeroEntry.id).limit(AT_ONCE.get(kind, 1))
            rows = locked(work, _that_can_be_told(query, kind), XeroEntry)
        if not rows:
            return None
        call_key = begun or f"foyer-{kind.value}-{uuid4().hex}"
        begin(rows, call_key)
        ids = tuple(row.id for row in rows)
        return Batch(call_key, begun is not None, ids, ids)


def _that_can_be_told(query: Any, kind: EntryKind) -> Any:
    if kind is EntryKind.REMOVAL:
        removed = aliased(XeroEntry)
        return query.join(removed, removed.id == XeroEntry.removes_id).where(
            removed.state.in_((StepState.DONE, StepState.FAILED, StepState.TODO))
        )
    over, taken_back = aliased(XeroEntry), aliased(XeroEntry)
    query = query.where(~exists().where(taken_back.removes_id == XeroEntry.id))
    if kind in AT_ONCE:
        query = query.join(Location, Location.id == XeroEntry.location_id).where(has_accounts())
    query = query.outerjoin(over, over.id == XeroEntry.over_id).where(or_(XeroEntry.over_id.is_(None), over.state == StepState.DONE))
    removal, is_before = in_the_way()
    return query.where(~exists().where(removal.id.is_not(None), is_before))


def record_entries(found: Mapping[int, str], *, by: Actor) -> None:
    """The books have these, under those ids."""
    with transaction(by=by) as work:
        for row in work.session.scalars(select(XeroEntry).where(XeroEntry.id.in_(found)).order_by(XeroEntry.id).with_for_update()):
            row.done(found[row.id], clock.now())
