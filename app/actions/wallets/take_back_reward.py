"""A reward is taken back: what of it is not spent, and not held for something (C4)."""

from __future__ import annotations

from app.access.actor import Actor, require
from app.access.permissions import Permission
from app.actions.wallets.ledger import check_key, check_reason, enter, is_done, lock
from app.core.errors import Refused
from app.models import Lot
from app.models.ledger import Account, EntryKind
from app.rules.credits import Source
from app.work import transaction


def take_back_reward(lot_id: int, *, by: Actor, key: str, reason: str) -> int:
    """The cents that went; 0 where all of it is spent, has ended, or was taken back under this key. Raises Refused for what is no reward."""
    with transaction(by=by) as work:
        require(by, Permission.WALLET_WRITE)
        cause, reason = f"takeback:{check_key(key)}", check_reason(reason)
        lot = work.get(Lot, lot_id)
        if lot.source is not Source.REWARD:
            raise Refused("Only a reward is taken back.")
        lock(work, lot.wallet_id)
        work.session.refresh(lot)
        free = lot.balance_cents - lot.reserved_cents
        if free <= 0 or is_done(work, cause):
            return 0
        enter(work, lot, EntryKind.ADJUST, Account.GOODWILL, -free, key=cause, cause=cause, reason=reason)
        return free
