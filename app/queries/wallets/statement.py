"""The statement of a wallet: its movements, newest first, each with the balance after it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.models import LedgerCheckpoint, LedgerEntry, Lot
from app.models.ledger import Account, EntryKind
from app.rules.credits import Source

PAGE = 50


@dataclass(frozen=True, slots=True)
class Movement:
    """Cents; `balance` and `reserved` are the wallet's after this movement; `source` and `ends_at` are its lot's."""

    id: int
    at: dt.datetime
    kind: EntryKind
    account: Account
    cents: int
    held: int
    balance: int
    reserved: int
    cause: str
    reason: str
    actor: str
    source: Source
    ends_at: dt.datetime | None


def statement(session: Session, wallet_id: int, *, before: int | None = None, count: int = PAGE) -> list[Movement]:
    """Up to `count` movements older than the movement `before`. The running sums come from the ledger, not from the wallet's cache."""
    rows = select(LedgerEntry, Lot.source, Lot.expires_at).join(Lot, Lot.id == LedgerEntry.lot_id).where(LedgerEntry.wallet_id == wallet_id)
    if before is not None:
        rows = rows.where(LedgerEntry.id < before)
    page = session.execute(rows.order_by(LedgerEntry.id.desc()).limit(count)).all()
    if not page:
        return []
    balance, reserved = _sums_after(session, wallet_id, page[0][0].id)
    found = []
    for each, source, ends_at in page:
        own = each.cause, each.reason, each.actor, source, ends_at
        found.append(Movement(each.id, each.at, each.kind, each.account, each.cents, each.reserved, balance, reserved, *own))
        balance, reserved = balance - each.cents, reserved - each.reserved
    return found


def _sums_after(session: Session, wallet_id: int, entry_id: int) -> tuple[int, int]:
    """(balance, reserved) after this entry: those of the last checkpoint, and what came since."""
    query = select(LedgerCheckpoint).where(LedgerCheckpoint.wallet_id == wallet_id, LedgerCheckpoint.entry_id <= entry_id)
    mark = session.scalars(query.order_by(LedgerCheckpoint.entry_id.desc()).limit(1)).one_or_none()
    since = select(func.coalesce(func.sum(LedgerEntry.cents), 0), func.coalesce(func.sum(LedgerEntry.reserved), 0)).where(
        LedgerEntry.wallet_id == wallet_id, LedgerEntry.id <= entry_id, LedgerEntry.id > (mark.entry_id if mark else 0)
    )
    cents, reserved = session.execute(since).one()
    return int(cents) + (mark.cents if mark else 0), int(reserved) + (mark.reserved if mark else 0)
