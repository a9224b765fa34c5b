"""Reserves whose time is over become debits: every minute, and never twice (W6)."""

from __future__ import annotations

from sqlalchemy import select

from app.access.actor import SYSTEM, Actor
from app.actions.wallets.end_reserves import debit_reserve
from app.core.clock import now
from app.models import Reserve, Wallet
from app.models.ledger import ReserveState
from app.work import transaction

AT_ONCE = 100  # wallets a transaction


def settle_due(*, by: Actor = SYSTEM) -> int:
    """Wallets first and reserves second, as everybody locks them. Returns how many were debited; 0 means that none is left for us."""
    with transaction(by=by) as work:
        due = (Reserve.state == ReserveState.OPEN) & (Reserve.expires_at <= now())
        wallets = select(Wallet.id).where(select(Reserve.id).where(Reserve.wallet_id == Wallet.id, due).exists()).order_by(Wallet.id)
        locked = work.session.scalars(wallets.limit(AT_ONCE).with_for_update(skip_locked=True)).all()
        reserves = work.session.scalars(
            select(Reserve).where(Reserve.wallet_id.in_(locked), due).order_by(Reserve.id).with_for_update(of=Reserve)
        )
        found = reserves.all()
        for held in found:
            debit_reserve(work, held, held.cents)
        return len(found)
