"""What is left of a lot when its time is over goes to breakage; what is reserved stays reserved (W7)."""

from __future__ import annotations

from sqlalchemy import func, select

from app.access.actor import SYSTEM, Actor
from app.actions.wallets.ledger import enter
from app.core.clock import now
from app.models import LedgerEntry, Lot, Wallet
from app.models.ledger import Account, EntryKind
from app.work import Work, transaction

AT_ONCE = 200  # wallets a transaction


def expire_lots(*, by: Actor = SYSTEM) -> int:
    """Every lot whose time is over, a bounded number of wallets at a time. Returns how many lots ended; 0 means none is left."""
    with transaction(by=by) as work:
        due = (Lot.expires_at <= now()) & (Lot.balance_cents > Lot.reserved_cents)
        wallets = select(Wallet.id).where(select(Lot.id).where(Lot.wallet_id == Wallet.id, due).exists()).order_by(Wallet.id)
        locked = work.session.scalars(wallets.limit(AT_ONCE).with_for_update(skip_locked=True)).all()
        lots = work.session.scalars(select(Lot).where(Lot.wallet_id.in_(locked), due).order_by(Lot.id)).all()
        for lot in lots:
            expire_lot(work, lot)
        return len(lots)


def expire_lot(work: Work, lot: Lot) -> None:
    """The caller holds the wallet's lock. A lot that a refund filled again ends again, under a key of its own."""
    left = lot.balance_cents - lot.reserved_cents
    if left > 0:
        key = f"expiry:{lot.id}:{_times(work, lot)}"
        enter(work, lot, EntryKind.QUOTA_EXPIRY, Account.BREAKAGE, -left, key=key, cause=f"lot:{lot.id}")


def _times(work: Work, lot: Lot) -> int:
    """How often it ended before."""
    ended = select(func.count()).where(LedgerEntry.lot_id == lot.id, LedgerEntry.kind == EntryKind.QUOTA_EXPIRY)
    return int(work.session.scalar(ended) or 0)
