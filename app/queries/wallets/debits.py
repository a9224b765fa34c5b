"""What was spent from a wallet and can still be given back (W9)."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.access.actor import Actor
from app.models import LedgerEntry, Wallet
from app.models.ledger import EntryKind
from app.models.purchase import BOUGHT
from app.queries.wallets.causes import causes_of

MOST = 50


@dataclass(frozen=True, slots=True)
class Spent:
    """The newest debit of one cause, and the cents of this wallet that have not come back."""

    entry_id: int
    at: dt.datetime
    name: str
    cents: int


def debits_of(session: Session, wallet: Wallet, *, by: Actor) -> list[Spent]:
    """The newest first. What bought something is given back by refunding the purchase."""
    spent = -func.sum(LedgerEntry.cents)
    newest = func.max(LedgerEntry.id).filter(LedgerEntry.kind == EntryKind.DEBIT)
    query = (
        select(newest, func.max(LedgerEntry.at), LedgerEntry.cause, spent)
        .where(
            LedgerEntry.wallet_id == wallet.id,
            LedgerEntry.kind.in_([EntryKind.DEBIT, EntryKind.REFUND]),
            ~LedgerEntry.cause.startswith(BOUGHT),
        )
        .group_by(LedgerEntry.cause)
        .having(spent > 0)
        .order_by(newest.desc())
        .limit(MOST)
    )
    rows = session.execute(query).all()
    names = causes_of(session, [cause for _id, _at, cause, _cents in rows], wallet_id=wallet.id, by=by)
    return [
        Spent(entry_id, at, names[cause].name if cause in names else cause.replace(":", " "), int(cents))
        for entry_id, at, cause, cents in rows
    ]
