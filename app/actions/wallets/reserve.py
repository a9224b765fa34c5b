"""Hold credits for a booking: the same transaction that books, one reserve a lot, in the order in which they pay (W4, W6)."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import replace

from sqlalchemy import ColumnElement, or_, select

from app.actions.wallets.ledger import enter, lock
from app.core.clock import now
from app.models import Lot, Reserve, Wallet
from app.models.ledger import Account, EntryKind
from app.rules import credits
from app.rules.credits import ANYWHERE, Owner, Payment, Where, less_debt, payment
from app.rules.units import Unit
from app.work import Work


def paying_wallets(work: Work, user_id: int | None, organisation_id: int | None, currency: str) -> list[int]:
    """Ids of the wallets that may pay for this person: the own ones, and those that the organisation shares."""
    theirs = or_(Wallet.user_id == user_id, (Wallet.organisation_id == organisation_id) & Wallet.is_shared)
    spendable = Wallet.unit.in_([Unit.SPACE, Unit.STUFF])
    return list(work.session.scalars(select(Wallet.id).where(theirs, spendable, Wallet.currency == currency).order_by(Wallet.id)))


def pay_from(work: Work, wallets: list[Wallet], cost: int, starts_at: dt.datetime, where: Where = ANYWHERE) -> Payment:
    """What would pay, now, for that room."""
    return payment(payable(work, wallets), cost, starts_at, now(), where)


def payable(work: Work, wallets: list[Wallet], *only: ColumnElement[bool]) -> list[credits.Lot]:
    """The lots that hold something free. A wallet that is below zero after a chargeback pays nothing, and what one of its lots owes
    is kept back in the others (W10)."""
    sound = [wallet.id for wallet in wallets if wallet.balance_cents >= wallet.reserved_cents]
    query = select(Lot).where(Lot.wallet_id.in_(sound), Lot.balance_cents != Lot.reserved_cents, *only)
    by_wallet: dict[int, list[credits.Lot]] = defaultdict(list)
    for lot in work.session.scalars(query.execution_options(populate_existing=True)):
        by_wallet[lot.wallet_id].append(as_rule(lot))
    found = []
    for lots in by_wallet.values():
        owed = -sum(min(lot.available, 0) for lot in lots)
        found += less_debt((lot for lot in lots if lot.available > 0), owed) if owed else lots
    return found


def unbound(work: Work, wallets: list[Wallet], *only: ColumnElement[bool]) -> list[credits.Lot]:
    """The same, whatever room they are good for: for movements that pay no room."""
    return [replace(lot, location=None, room_kind=None) for lot in payable(work, wallets, *only)]


def as_rule(lot: Lot) -> credits.Lot:
    owner = Owner.USER if lot.wallet.user_id is not None else Owner.ORGANISATION
    available = lot.balance_cents - lot.reserved_cents
    return credits.Lot(lot.id, owner, lot.wallet.unit, lot.source, available, lot.expires_at, lot.created_at, lot.location_id, lot.room_kind)


def reserve(
    work: Work, wallet_ids: list[int], cost: int, *, starts_at: dt.datetime, expires_at: dt.datetime, cause: str, key: str, where: Where = ANYWHERE
) -> Payment:
    """Lock the wallets, hold what pays, and say what nobody could pay. The same key again changes nothing and answers the same."""
    wallets = lock(work, *wallet_ids)
    before = list(work.session.scalars(select(Reserve).where(Reserve.key == key).order_by(Reserve.id)))
    if before:
        return Payment(tuple(credits.Part(each.lot_id, each.cents) for each in before), cost - sum(each.cents for each in before))
    found = pay_from(work, wallets, cost, starts_at, where)
    for part in found.parts:
        lot = work.session.get_one(Lot, part.lot)
        held = work.add(Reserve(key=key, wallet_id=lot.wallet_id, lot_id=lot.id, cause=cause, cents=part.cents, expires_at=expires_at))
        enter(
            work,
            lot,
            EntryKind.RESERVE,
            Account.ROOM_REVENUE,
            0,
            key=f"reserve:{held.id}",
            cause=cause,
            reserved=part.cents,
        )
    return found
