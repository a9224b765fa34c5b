"""Deposits that went back, here and in Xero's bank: where both differ."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.access.actor import Actor
from app.access.scope import narrowed
from app.models import Deposit, DepositMovement, XeroConnection, XeroEntry, XeroHeld
from app.models.step import StepState
from app.models.xero_entry import EntryKind
from app.rules.reconcile import GONE_STATUSES, Cause, Difference, Entry, FactKind, Theirs, differences_of_spending

Row = tuple[Deposit | XeroHeld, Difference, XeroEntry | None, XeroHeld | None]


def spending_unlike(session: Session, connection_id: int, since: dt.datetime, *, by: Actor, at_most: int) -> list[Row]:
    """(what it is about, the difference, the entry behind it, what Xero holds), the oldest first; without what was told after `since`.

    What only Xero has counts from the day on which it was connected: what was before is not Foyer's.
    """
    mine = (XeroEntry.xero_connection_id == connection_id, XeroEntry.kind == EntryKind.SPENT)
    there = {
        row.xero_id: row
        for row in session.scalars(
            select(XeroHeld).where(XeroHeld.xero_connection_id == connection_id, XeroHeld.kind == FactKind.BANK_TRANSACTION)
        )
    }
    ids = select(XeroEntry.id).where(*mine)
    out = {row.removes_id: row for row in session.scalars(select(XeroEntry).where(XeroEntry.removes_id.in_(ids)))}
    query = (
        select(XeroEntry, Deposit)
        .join(DepositMovement, DepositMovement.id == XeroEntry.deposit_movement_id)
        .join(Deposit, Deposit.id == DepositMovement.deposit_id)
    )
    found: list[Row] = []
    for entry, deposit in session.execute(narrowed(query.where(*mine).order_by(XeroEntry.id), by, XeroEntry)):
        removal, held = out.get(entry.id), there.get(entry.external_id or "")
        if any(each is not None and each.done_at is not None and each.done_at > since for each in (entry, removal)):
            continue
        ours = Entry(entry.id, entry.cents, entry.state is StepState.DONE, entry.external_id)
        theirs = held and Theirs(held.xero_id, held.status, held.total_cents)
        found += [
            (deposit, each, removal if removal is not None and each.ours < 0 else entry, held)
            for each in differences_of_spending(ours, theirs, out=removal is not None)
        ]
    return [*found, *_only_there(session, connection_id, by)][:at_most]


def _only_there(session: Session, connection_id: int, by: Actor) -> list[Row]:
    """Somebody gave deposits back there alone, and nobody told Foyer."""
    told = select(XeroEntry.external_id).where(
        XeroEntry.xero_connection_id == connection_id, XeroEntry.kind == EntryKind.SPENT, XeroEntry.external_id.is_not(None)
    )
    connected = session.get_one(XeroConnection, connection_id).created_at.date()
    query = select(XeroHeld).where(
        XeroHeld.xero_connection_id == connection_id, XeroHeld.kind == FactKind.BANK_TRANSACTION, XeroHeld.dated >= connected
    )
    query = query.where(XeroHeld.status.not_in(GONE_STATUSES), XeroHeld.xero_id.not_in(told)).order_by(XeroHeld.id)
    rows = session.scalars(narrowed(query, by, XeroHeld)).all()
    return [(row, Difference(Cause.ONLY_THERE, row.id, 0, row.total_cents, payment=row.xero_id), None, row) for row in rows]
