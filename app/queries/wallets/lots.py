"""What a wallet holds now, lot by lot, and the wallets of a person or an organisation."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import or_, select
from sqlalchemy.orm import Session, joinedload, undefer

from app.access.actor import Actor
from app.access.scope import narrowed
from app.models import FoyerUser, Lot, Wallet


def live_lots(session: Session, wallet_ids: Iterable[int]) -> list[Lot]:
    """Those that hold something, or owe it; what ends first comes first, what never ends last."""
    holds = or_(Lot.balance_cents != 0, Lot.reserved_cents != 0)
    query = select(Lot).where(Lot.wallet_id.in_(list(wallet_ids)), holds).options(joinedload(Lot.location))
    return list(session.scalars(query.order_by(Lot.wallet_id, Lot.expires_at.asc().nulls_last(), Lot.id)))


def wallets_of(session: Session, *, by: Actor, user_id: int | None = None, organisation_id: int | None = None) -> list[Wallet]:
    """Of this person and of this organisation, as far as the actor may see them, each with what is free and what ends soon."""
    query = select(Wallet).where(or_(Wallet.user_id == (user_id or 0), Wallet.organisation_id == (organisation_id or 0)))
    query = narrowed(query, by, Wallet)
    along = (undefer(Wallet.free_cents), undefer(Wallet.ending_cents), joinedload(Wallet.organisation), joinedload(Wallet.user))
    return list(session.scalars(query.options(*along).order_by(Wallet.user_id.is_(None), Wallet.unit, Wallet.currency)))


def others_of(session: Session, wallet: Wallet, *, by: Actor) -> list[Wallet]:
    """The other wallets of the same organisation, kind and currency: where credits of this one may go (W11)."""
    organisation_id = wallet.organisation_id if wallet.user is None else wallet.user.organisation_id
    if organisation_id is None:
        return []
    team = select(FoyerUser.id).where(FoyerUser.organisation_id == organisation_id)
    query = select(Wallet).where(
        or_(Wallet.organisation_id == organisation_id, Wallet.user_id.in_(team)),
        Wallet.unit == wallet.unit,
        Wallet.currency == wallet.currency,
        Wallet.id != wallet.id,
    )
    return list(session.scalars(narrowed(query, by, Wallet).order_by(Wallet.user_id.is_not(None), Wallet.id)))
