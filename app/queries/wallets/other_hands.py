"""Quotas whose rest is not with the person who holds the license (W7)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Text, cast, func, select
from sqlalchemy.orm import Session

from app.core import clock
from app.models import FoyerUser, LedgerEntry, License, Lot, Wallet
from app.models.ledger import EntryKind
from app.queries.wallets.due_quotas import KEY, license_number, slot_key
from app.rules.credits import Source
from app.rules.units import Unit


@dataclass(frozen=True, slots=True)
class Astray:
    """Of one license and period: the cents that are free in lots of others, by lot, and what its holder is to get: nothing while there is nobody.

    `lot_id` is any of its lots: all end alike, and pay for the same rooms.
    """

    license_id: int
    slot: str
    lot_id: int
    unit: Unit
    currency: str
    taken: dict[int, int]
    holder_id: int | None
    given: int


def licenses_in_other_hands(session: Session) -> list[int]:
    """Licenses that brought credits to somebody, in a period that is not over, and have another holder now, or none."""
    query = (
        select(License.id)
        .join(Lot, cast(License.id, Text) == license_number())
        .join(Wallet, Wallet.id == Lot.wallet_id)
        .where(Lot.source == Source.QUOTA, Lot.expires_at > clock.now(), Lot.grant_key.like(f"{KEY}%"))
        .where(Wallet.user_id.is_not(None), License.user_id.is_distinct_from(Wallet.user_id))
    )
    return list(session.scalars(query.distinct().order_by(License.id)))


def astray(session: Session, license_ids: Collection[int]) -> list[Astray]:
    """What of the present periods of these licenses has to move; nothing of quotas that an organisation shares, which are not the holder's."""
    slots: dict[str, list[Any]] = defaultdict(list)
    for row in session.execute(_lots(license_ids)):
        slots[row.slot].append(row)
    found = [_of_slot(lots) for lots in slots.values() if any(lot.lasts for lot in lots)]
    return [each for each in found if each.taken or each.given]


def _lots(license_ids: Collection[int]) -> Any:
    """Every lot that these licenses brought to a person: what was granted in it less what went on, and what was granted at first."""
    brought = select(LedgerEntry.lot_id).where(LedgerEntry.cause.in_([f"license:{each}" for each in license_ids]))
    granted = select(func.sum(LedgerEntry.cents)).where(LedgerEntry.lot_id == Lot.id, LedgerEntry.kind == EntryKind.QUOTA_GRANT)
    at_first = select(LedgerEntry.cents).where(LedgerEntry.key == slot_key())
    return (
        select(
            slot_key().label("slot"),
            License.id.label("license_id"),
            Lot.id.label("lot_id"),
            Wallet.unit,
            Wallet.currency,
            Wallet.user_id,
            (Lot.expires_at > clock.now()).label("lasts"),
            (Lot.balance_cents - Lot.reserved_cents).label("free"),
            License.user_id.label("holder_id"),
            FoyerUser.active.label("is_served"),
            granted.correlate(Lot).scalar_subquery().label("granted"),
            at_first.correlate(Lot).scalar_subquery().label("at_first"),
        )
        .join(Wallet, Wallet.id == Lot.wallet_id)
        .join(License, cast(License.id, Text) == license_number())
        .outerjoin(FoyerUser, FoyerUser.id == License.user_id)
        .where(Lot.id.in_(brought), Lot.source == Source.QUOTA, Lot.grant_key.like(f"{KEY}%"), Wallet.user_id.is_not(None))
        .order_by(Lot.id)
    )


def _of_slot(lots: list[Any]) -> Astray:
    first = lots[0]
    taken = {lot.lot_id: int(lot.free) for lot in lots if lot.lasts and lot.free > 0 and lot.user_id != first.holder_id}
    kept = int(first.at_first - sum(lot.granted for lot in lots)) + sum(taken.values())
    given = kept if first.is_served else 0
    living = next(lot.lot_id for lot in lots if lot.lasts)
    return Astray(first.license_id, first.slot, living, first.unit, first.currency, taken, first.holder_id, given)
