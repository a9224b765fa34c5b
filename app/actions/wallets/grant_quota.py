"""The credits of a membership for one period: the rest of the period before ends, the new ones come (W7)."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import select

from app.actions.wallets.expire import expire_lot
from app.actions.wallets.ledger import enter, lock, new_lot
from app.models import Lot, Wallet
from app.models.ledger import Account, EntryKind
from app.models.room import RoomKind
from app.rules.credits import Source
from app.work import Work


def grant_quota(
    work: Work,
    wallet: Wallet,
    cents: int,
    *,
    quota: str,
    slot: dt.datetime,
    expires_at: dt.datetime,
    location_id: int | None = None,
    room_kind: RoomKind | None = None,
) -> Lot | None:
    """`quota` names what grants ("license:12"), `slot` its period: granted once (W7). None when it was there already, or is nothing."""
    (wallet,) = lock(work, wallet.id)
    key = f"quota:{quota}:{slot.isoformat()}"
    lot = (
        new_lot(work, wallet, Source.QUOTA, key, expires_at=expires_at, location_id=location_id, room_kind=room_kind) if cents > 0 else None
    )
    if lot is None:
        return None
    for old in _past_lots(work, wallet, quota, lot.id):
        expire_lot(work, old)
    enter(work, lot, EntryKind.QUOTA_GRANT, Account.DEFERRED_REVENUE, cents, key=key, cause=quota)
    return lot


def _past_lots(work: Work, wallet: Wallet, quota: str, new_id: int) -> list[Lot]:
    """What this quota granted before and is not used up."""
    found = select(Lot).where(
        Lot.wallet_id == wallet.id,
        Lot.grant_key.startswith(f"quota:{quota}:", autoescape=True),
        Lot.id != new_id,
        Lot.balance_cents > Lot.reserved_cents,
    )
    return list(work.session.scalars(found.order_by(Lot.id)))
