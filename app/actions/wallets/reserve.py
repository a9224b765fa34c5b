"""Hold credits for a booking: the same transaction that books, one reserve a lot, in the order in which they pay (W4, W6)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from sqlalchemy import insert, select

from app.actions.wallets.ledger import enter, lock
from app.models import Lot, Reserve
from app.models.ledger import Account, EntryKind
from app.queries.wallets.paying import pay_from
from app.rules.credits import ANYWHERE, Part, Payment, Where
from app.work import Work


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
    """One reserve and its entry in the ledger. The caller holds the wallet's lock, and knows that the lot has as much."""
    values = {"key": key, "wallet_id": lot.wallet_id, "lot_id": lot.id, "cause": cause, "cents": cents, "expires_at": expires_at}
    held = work.session.execute(insert(Reserve).values(values).returning(Reserve.id)).scalar_one()
    enter(work, lot, EntryKind.RESERVE, Account.ROOM_REVENUE, 0, key=f"reserve:{held}", cause=cause, reserved=cents)
