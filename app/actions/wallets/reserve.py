"""Hold credits for a booking: the same transaction that books, one reserve a lot, in the order in which they pay (W4, W6)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from sqlalchemy import bindparam, func, insert, literal, select

from app.actions.wallets.ledger import enter_with, lock
from app.core.entity import table_of
from app.models import LedgerEntry, Lot, Reserve
from app.models.ledger import Account, EntryKind, ReserveState
from app.queries.wallets.paying import pay_from
from app.rules.credits import ANYWHERE, Part, Payment, Where
from app.work import Work

RESERVE, ENTRY = table_of(Reserve), table_of(LedgerEntry)
PROMISED = ("key", "wallet_id", "lot_id", "cause", "cents", "expires_at")
WANTED = {name: bindparam(name, type_=RESERVE.c[name].type) for name in PROMISED}
HELD = insert(RESERVE).values(**WANTED, state=ReserveState.OPEN, debited_cents=0).returning(RESERVE).cte("held")
FIELDS = {
    "key": func.concat("reserve:", HELD.c.id),
    "kind": literal(EntryKind.RESERVE, ENTRY.c.kind.type),
    "wallet_id": HELD.c.wallet_id,
    "lot_id": HELD.c.lot_id,
    "account": literal(Account.ROOM_REVENUE, ENTRY.c.account.type),
    "cents": literal(0),
    "reserved": HELD.c.cents,
    "currency": bindparam("currency", type_=ENTRY.c.currency.type),
    "cause": HELD.c.cause,
    "reason": literal(""),
    "actor": bindparam("actor", type_=ENTRY.c.actor.type),
}
HOLD = insert(ENTRY).from_select(list(FIELDS), select(*FIELDS.values()), include_defaults=False)


def reserve(
    work: Work,
    wallet_ids: Sequence[int],
    cost: int,
    *,
    starts_at: dt.datetime,
    expires_at: dt.datetime,
    cause: str,
    key: str,
    where: Where = ANYWHERE,
) -> Payment:
    """Lock the wallets, hold what pays, and say what nobody could pay. The same key again changes nothing and answers the same."""
    lock(work, *wallet_ids)
    before = list(work.session.scalars(select(Reserve).where(Reserve.key == key).order_by(Reserve.id)))
    if before:
        return Payment(tuple(Part(each.lot_id, each.cents) for each in before), cost - sum(each.cents for each in before))
    found, lots = pay_from(work.session, wallet_ids, cost, starts_at, where)
    for part in found.parts:
        hold(work, lots[part.lot], part.cents, expires_at=expires_at, cause=cause, key=key)
    return found


def hold(work: Work, lot: Lot, cents: int, *, expires_at: dt.datetime, cause: str, key: str) -> None:
    """One reserve and its entry in the ledger, in one statement. The caller holds the wallet's lock, and knows that the lot has as much."""
    promised = {"key": key, "wallet_id": lot.wallet_id, "lot_id": lot.id, "cause": cause, "cents": cents, "expires_at": expires_at}
    enter_with(work, lot, HOLD, promised | {"currency": lot.wallet.currency, "actor": work.by.name})
