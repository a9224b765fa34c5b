"""What wallets held at the end of each month, out of the ledger; and the wallets behind it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from sqlalchemy import BigInteger, Date, String, cast, func, select
from sqlalchemy.orm import Session

from app.core.entity import AnySelect
from app.core.month import Month
from app.models import FoyerUser, LedgerEntry, Organisation, Wallet
from app.queries.reports.asked import Asked, Behind
from app.queries.wallets.owed import at_home


@dataclass(frozen=True, slots=True)
class Liability:
    """Of one currency: cents by (month, unit) at the end of each month that is asked for, or now in the present one."""

    currency: str
    cents: dict[tuple[Month, str], int]
    units: list[str]

    def of(self, month: Month) -> int:
        return sum(self.cents[month, unit] for unit in self.units)


def liability(session: Session, asked: Asked) -> list[Liability]:
    """The sum of all entries up to each month's end by the reader's clock; one query."""
    month = cast(func.date_trunc("month", func.timezone(asked.zone, LedgerEntry.at)), Date)
    keys = (Wallet.currency, cast(Wallet.unit, String(32)), month)
    query = _here(
        select(*keys, cast(func.sum(LedgerEntry.cents), BigInteger)).join(Wallet, Wallet.id == LedgerEntry.wallet_id), asked
    ).group_by(*keys)
    moved: dict[str, dict[tuple[str, Month], int]] = {}
    for currency, unit, first, cents in session.execute(query):
        moved.setdefault(currency, {})[unit, Month.of(first)] = cents
    return [_liability(currency, moved[currency], asked.months) for currency in sorted(moved)]


def _liability(currency: str, moved: dict[tuple[str, Month], int], months: list[Month]) -> Liability:
    units = sorted({unit for unit, _month in moved})
    cents = {(at, unit): sum(each for (own, when), each in moved.items() if own == unit and when <= at) for at in months for unit in units}
    return Liability(currency, cents, units)


def wallets_behind(asked: Asked, month: Month, currency: str, unit: str | None = None) -> Behind:
    """Every wallet that held something then."""
    until = dt.datetime.combine(month.next.first, dt.time.min, ZoneInfo(asked.zone))
    held = func.sum(LedgerEntry.cents)
    owner = func.coalesce(Organisation.name, FoyerUser.first_name + " " + FoyerUser.last_name).label("owner")
    query = select(
        Wallet.id.label("wallet_id"), cast(Wallet.unit, String(32)).label("unit"), owner, cast(held, BigInteger).label("cents")
    ).join(LedgerEntry, LedgerEntry.wallet_id == Wallet.id)
    query = query.outerjoin(Organisation, Organisation.id == Wallet.organisation_id).outerjoin(FoyerUser, FoyerUser.id == Wallet.user_id)
    query = (
        _here(query.where(LedgerEntry.at < until, Wallet.currency == currency), asked)
        .group_by(Wallet.id, Organisation.name, FoyerUser.first_name, FoyerUser.last_name)
        .having(held != 0)
    )
    query = query.order_by(held.desc(), Wallet.id)
    return Behind(query if unit is None else query.where(Wallet.unit == unit), "cents")


def _here(query: AnySelect, asked: Asked) -> AnySelect:
    """Through the home of the owner, as on the page of what is owed."""
    query = at_home(query, asked.by)
    return query if asked.location_id is None else query.where(Wallet.location_id == asked.location_id)
