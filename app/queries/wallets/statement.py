"""The statement of a wallet: its movements, newest first, each with the balance after it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.models import LedgerEntry, Lot
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
    """Up to `count` movements older than the movement `before`. The running sums come from the ledger alone, never from the cache."""
    rows = select(LedgerEntry, Lot.source, Lot.expires_at).join(Lot, Lot.id == LedgerEntry.lot_id).where(LedgerEntry.wallet_id == wallet_id)
    if before is not None:
        rows = rows.where(LedgerEntry.id < before)
    page = session.execute(rows.order_by(LedgerEntry.id.desc()).limit(count)).all()
    if not page:
        return []
    sums = select(func.sum(LedgerEntry.cents), func.sum(LedgerEntry.reserved))
    balance, reserved = session.execute(sums.where(LedgerEntry.wallet_id == wallet_id, LedgerEntry.id <= page[0][0].id)).one()
    found = []
    for each, source, ends_at in page:
        sums_after = int(balance), int(reserved)
        own = each.cause, each.reason, each.actor, source, ends_at
        found.append(Movement(each.id, each.at, each.kind, each.account, each.cents, each.reserved, *sums_after, *own))
        balance, reserved = balance - each.cents, reserved - each.reserved
    return found
