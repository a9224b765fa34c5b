"""Which credits would pay, now: the wallets that may, and what is free in their lots (W3, W4, W10)."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session, contains_eager

from app.core.clock import now
from app.models import Lot, Wallet
from app.rules import credits
from app.rules.credits import ANYWHERE, Payment, Where, less_debt, payment
from app.rules.units import Unit


def paying_wallets(session: Session, user_id: int | None, organisation_id: int | None, currency: str) -> list[int]:
    """Ids of the wallets that may pay for this person: the own ones, and those that the organisation shares."""
    shared = (Wallet.organisation_id == organisation_id) & Wallet.is_shared
    theirs = shared if user_id is None else or_(Wallet.user_id == user_id, shared)
    spendable = Wallet.unit.in_([Unit.SPACE, Unit.STUFF])
    return list(session.scalars(select(Wallet.id).where(theirs, spendable, Wallet.currency == currency).order_by(Wallet.id)))


def pay_from(session: Session, wallet_ids: Sequence[int], cost: int, starts_at: dt.datetime, where: Where = ANYWHERE) -> Payment:
    """What would pay, now, for that room. The lots of its parts are in the session, with present values."""
    return payment(payable(session, wallet_ids), cost, starts_at, now(), where)


def payable(session: Session, wallet_ids: Sequence[int], *only: ColumnElement[bool]) -> list[credits.Lot]:
    """The lots that hold something free. A wallet that is below zero after a chargeback pays nothing, and what one of its lots owes
    is kept back in the others (W10)."""
    sound = Wallet.balance_cents >= Wallet.reserved_cents
    query = select(Lot).join(Lot.wallet).where(Wallet.id.in_(wallet_ids), sound, Lot.balance_cents != Lot.reserved_cents, *only)
    by_wallet: dict[int, list[credits.Lot]] = defaultdict(list)
    for lot in session.scalars(query.options(contains_eager(Lot.wallet)).execution_options(populate_existing=True)):
        by_wallet[lot.wallet_id].append(as_rule(lot))
    found = []
    for lots in by_wallet.values():
        owed = -sum(min(lot.available, 0) for lot in lots)
        found += less_debt((lot for lot in lots if lot.available > 0), owed) if owed else lots
    return found


def unbound(session: Session, wallet_ids: Sequence[int], *only: ColumnElement[bool]) -> list[credits.Lot]:
    """The same, whatever room they are good for: for movements that pay no room."""
    return [replace(lot, location=None, room_kind=None) for lot in payable(session, wallet_ids, *only)]


def as_rule(lot: Lot) -> credits.Lot:
    available = lot.balance_cents - lot.reserved_cents
    return credits.Lot(
        lot.id, lot.wallet.owner, lot.wallet.unit, lot.source, available, lot.expires_at, lot.created_at, lot.location_id, lot.room_kind
    )
