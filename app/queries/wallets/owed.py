"""The liability: what the house owes in credits at the end of a day, by location, kind, source and the month in which it ends."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from sqlalchemy import func, select, true
from sqlalchemy.orm import Session

from app.access.actor import Actor
from app.access.scope import narrowed
from app.core.entity import AnySelect
from app.core.month import Month
from app.models import LedgerEntry, Location, Lot, Wallet
from app.rules.credits import Source
from app.rules.units import Unit


@dataclass(frozen=True, slots=True)
class Owed:
    """One line, in cents. Without a location the owner has none; `ends` empty: it never does."""

    location_id: int | None
    location: str
    currency: str
    unit: Unit
    source: Source
    ends: Month | None
    cents: int


def at_home(query: AnySelect, by: Actor) -> AnySelect:
    """Of wallets, those whose owners are at home where the actor works: of a customer with a license there they see the wallets, which another place owes, and the
    liability of all places is that of the network.
    """
    query = narrowed(query, by, Wallet)
    return query if by.location_ids is None else query.where(Wallet.location_id.in_(by.location_ids))


def owed(session: Session, day: dt.date, zone: str, *, by: Actor, location_id: int | None = None) -> list[Owed]:
    """As of the midnight after that day in the zone, from the ledger alone; the home of each owner is the present one."""
    until = dt.datetime.combine(day + dt.timedelta(days=1), dt.time.min, ZoneInfo(zone))
    held = (
        select(LedgerEntry.lot_id, func.sum(LedgerEntry.cents).label("cents"))
        .where(LedgerEntry.at < until)
        .group_by(LedgerEntry.lot_id)
        .having(func.sum(LedgerEntry.cents) != 0)
        .subquery()
    )
    home = select(Wallet.id, Wallet.unit, Wallet.currency, Wallet.location_id.label("location_id"))
    wallet = at_home(home, by).subquery()
    last = func.timezone(func.coalesce(Location.zone, "UTC"), Lot.expires_at - dt.timedelta(seconds=1))
    month = func.date_trunc("month", last)
    query = (
        select(Location.id, Location.name, wallet.c.currency, wallet.c.unit, Lot.source, month, func.sum(held.c.cents))
        .select_from(held)
        .join(Lot, Lot.id == held.c.lot_id)
        .join(wallet, wallet.c.id == Lot.wallet_id)
        .outerjoin(Location, Location.id == wallet.c.location_id)
        .where(true() if location_id is None else wallet.c.location_id == location_id)
        .group_by(Location.id, Location.name, wallet.c.currency, wallet.c.unit, Lot.source, month)
        .order_by(Location.name, wallet.c.currency, wallet.c.unit, Lot.source, month.asc().nulls_last())
    )
    return [
        Owed(place, name or "", currency, unit, source, Month.of(ends.date()) if ends is not None else None, int(cents))
        for place, name, currency, unit, source, ends, cents in session.execute(query)
        if cents
    ]
