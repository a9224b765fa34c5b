"""Which credits would pay, now: the wallets that may, and what is free in their lots (W3, W4, W10)."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

from sqlalchemy import ColumnElement, bindparam, or_, select
from sqlalchemy.orm import Session, contains_eager

from app.core.clock import now
from app.models import Lot, Wallet
from app.rules import credits
from app.rules.credits import ANYWHERE, Payment, Where, less_debt, payment
from app.rules.units import Unit


class Payer(NamedTuple):
    """Who pays: a person with their organisation, or an organisation in its own name, which spends also what it does not share; of nobody no wallet pays."""

    user: int | None
    organisation: int | None
    currency: str


# Statements that every booking sends are made once: to put one together takes longer than the database needs for it.
USER = bindparam("user", type_=Wallet.user_id.type)
OF_PAYER = (
    or_(Wallet.user_id == USER, (Wallet.organisation_id == bindparam("organisation")) & or_(Wallet.is_shared, USER.is_(None)))
    & Wallet.unit.in_([Unit.SPACE, Unit.STUFF])
    & (Wallet.currency == bindparam("currency"))
)
# What holds something free, or owes something; a wallet that is below zero after a chargeback pays nothing (W10).
FREE = (
    select(Lot)
    .join(Lot.wallet)
    .where(Wallet.balance_cents >= Wallet.reserved_cents, Lot.balance_cents != Lot.reserved_cents)
    .options(contains_eager(Lot.wallet))
    .execution_options(populate_existing=True)
)
WALLETS_OF_PAYER = select(Wallet.id).where(OF_PAYER).order_by(Wallet.id)
LOCKED_OF_PAYER = WALLETS_OF_PAYER.with_for_update(of=Wallet)
FREE_OF_PAYER = FREE.where(OF_PAYER)


def paying_wallets(session: Session, payer: Payer) -> list[int]:
    """Ids of the wallets that may pay: the own ones, and those that the organisation shares; all of its own for what it books itself (W4)."""
    return list(session.scalars(WALLETS_OF_PAYER, payer._asdict()))


class Paying(NamedTuple):
    """What would pay, and the lots by id, with present values."""

    payment: Payment
    lots: dict[int, Lot]


def pay_from(session: Session, wallets: Sequence[int] | Payer, cost: int, starts_at: dt.datetime, where: Where = ANYWHERE) -> Paying:
    """What would pay, now, for that room: from wallets given by ids, or from all that may pay for somebody."""
    lots = free_lots(session, wallets)
    return Paying(payment(as_rules(lots), cost, starts_at, now(), where), {lot.id: lot for lot in lots})


def free_lots(session: Session, wallets: Sequence[int] | Payer, *only: ColumnElement[bool]) -> list[Lot]:
    """Their lots that hold something free or owe something, with their wallets."""
    if isinstance(wallets, Payer):
        return list(session.scalars(FREE_OF_PAYER.where(*only) if only else FREE_OF_PAYER, wallets._asdict()))
    return list(session.scalars(FREE.where(Wallet.id.in_(wallets), *only)))


def as_rules(lots: Sequence[Lot]) -> list[credits.Lot]:
    """As the rules want them; what one lot of a wallet owes is kept back in its others (W10)."""
    by_wallet: dict[int, list[credits.Lot]] = defaultdict(list)
    for lot in lots:
        by_wallet[lot.wallet_id].append(as_rule(lot))
    found = []
    for those in by_wallet.values():
        owed = -sum(min(lot.available, 0) for lot in those)
        found += less_debt((lot for lot in those if lot.available > 0), owed) if owed else those
    return found


def unbound(session: Session, wallet_ids: Sequence[int], *only: ColumnElement[bool]) -> list[credits.Lot]:
    """The same, whatever room they are good for: for movements that pay no room."""
    return [replace(lot, location=None, room_kind=None) for lot in as_rules(free_lots(session, wallet_ids, *only))]


def as_rule(lot: Lot) -> credits.Lot:
    available = lot.balance_cents - lot.reserved_cents
    return credits.Lot(
        lot.id, lot.wallet.owner, lot.wallet.unit, lot.source, available, lot.expires_at, lot.created_at, lot.location_id, lot.room_kind
    )
