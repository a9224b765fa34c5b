"""Credits as a gift of the house: an apology, a reward, a trial; with a reason and, usually, an end."""

from __future__ import annotations

import datetime as dt

from app.access.actor import Actor, require
from app.access.permissions import Permission
from app.actions.wallets.ledger import check_amount, check_end, check_key, check_reason, enter, lock, lot_of_key, new_lot
from app.models import Lot, Wallet
from app.models.ledger import Account, EntryKind
from app.rules.credits import Source
from app.work import transaction


def grant_credits(wallet_id: int, amount_cents: int, *, by: Actor, key: str, reason: str, expires_at: dt.datetime | None = None) -> Lot:
    """A lot of so many cents, from goodwill. The same key again returns the first. Raises Conflict for one that was used for something else, Refused at the field that is wrong."""
    with transaction(by=by) as work:
        require(by, Permission.WALLET_WRITE)
        check_amount(amount_cents)
        cause, reason = f"reward:{check_key(key)}", check_reason(reason)
        check_end(expires_at)
        (wallet,) = lock(work, work.get(Wallet, wallet_id).id)
        lot = new_lot(work, wallet, Source.REWARD, cause, expires_at=expires_at)
        if lot is None:
            return lot_of_key(work, cause, wallet, amount_cents)
        enter(work, lot, EntryKind.REWARD, Account.GOODWILL, amount_cents, key=cause, cause=cause, reason=reason)
        return lot
