"""Which credits would pay, now: the wallets that may, and what is free in their lots (W3, W4, W10)."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

from sqlalchemy import ColumnElement, false, or_, select
from sqlalchemy.orm import Session, contains_eager

from app.core.clock import now
from app.models import Lot, Wallet
from app.rules import credits
from app.rules.credits import ANYWHERE, Payment, Where, less_debt, payment
from app.rules.units import Unit


def may_pay_for(user_id: int | None, organisation_id: int | None, currency: str) -> ColumnElement[bool]:
    """Condition on Wallet: the person's own, and those that the organisation shares. Of nobody: none, never those without an organisation."""
    own = false() if user_id is None else Wallet.user_id == user_id
    shared = false() if organisation_id is None else (Wallet.organisation_id == organisation_id) & Wallet.is_shared
    return or_(own, shared) & Wallet.unit.in_([Unit.SPACE, Unit.STUFF]) & (Wallet.currency == currency)


def paying_wallets(session: Session, user_id: int | None, organisation_id: int | None, currency: str) -> list[int]:
    """Ids of the wallets that may pay for this person."""
    return list(session.scalars(select(Wallet.id).where(may_pay_for(user_id, organisation_id, currency)).order_by(Wallet.id)))


class Paying(NamedTuple):
    """What would pay, and the lots by id, with present values."""

    payment: Payment
    lots: dict[int, Lot]


def pay_from(
    session: Session, wallets: Sequence[int] | ColumnElement[bool], cost: int, starts_at: dt.datetime, where: Where = ANYWHERE
) -> Paying:
    """What would pay, now, for that room: from wallets given by ids or by a condition."""
    lots = free_lots(session, wallets)
    return Paying(payment(as_rules(lots), cost, starts_at, now(), where), {lot.id: lot for lot in lots})


def free_lots(session: Session, wallets: Sequence[int] | ColumnElement[bool], *only: ColumnElement[bool]) -> list[Lot]:
    """Lots that hold something free, or owe something; a wallet that is below zero after a chargeback pays nothing (W10)."""
    theirs = wallets if isinstance(wallets, ColumnElement) else Wallet.id.in_(wallets)
    sound = Wallet.balance_cents >= Wallet.reserved_cents
    query = select(Lot).join(Lot.wallet).where(theirs, sound, Lot.balance_cents != Lot.reserved_cents, *only)
    return list(session.scalars(query.options(contains_eager(Lot.wallet)).execution_options(populate_existing=True)))


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
