"""The trial balance at any past instant: what wallets hold against where it came from and went; the sum is always 0 (W2, W12)."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.access.actor import SYSTEM, Actor
from app.access.scope import narrowed
from app.core.month import Month
from app.models import LedgerEntry, Wallet
from app.models.ledger import Account
from app.rules.units import Unit


@dataclass(frozen=True, slots=True)
class Balances:
    """Of one currency, in cents: `wallets` by unit, what is `reserved` of them, and `accounts`. Wallets and accounts add up to 0."""

    currency: str
    wallets: dict[Unit, int]
    reserved: int
    accounts: dict[Account, int]

    @property
    def difference(self) -> int:
        return sum(self.wallets.values()) + sum(self.accounts.values())


@dataclass(frozen=True, slots=True)
class UsedTax:
    """VAT, in cents, that credits brought in a month as they were used, less what refunds gave back (P10)."""

    month: Month
    currency: str
    cents: int


def tax_as_used(session: Session, zone: str, *, by: Actor = SYSTEM, most: int = 24) -> list[UsedTax]:
    """By month on the clock of the zone and by currency, the newest first; only months that brought some, or gave some back."""
    month = func.date(func.date_trunc("month", func.timezone(zone, LedgerEntry.at)))
    sums = select(month, LedgerEntry.currency, func.sum(LedgerEntry.vat_cents)).where(LedgerEntry.vat_cents != 0)
    sums = narrowed(sums, by, LedgerEntry)
    rows = session.execute(sums.group_by(month, LedgerEntry.currency).order_by(month.desc(), LedgerEntry.currency).limit(most))
    return [UsedTax(Month.of(day), currency, int(cents)) for day, currency, cents in rows]


def trial_balance(session: Session, at: dt.datetime | None = None, *, by: Actor = SYSTEM) -> list[Balances]:
    """By currency, as the ledger stood at `at` (now, when it is empty); read from the entries alone, those that the actor may see."""
    sums = (
        select(LedgerEntry.currency, Wallet.unit, LedgerEntry.account, func.sum(LedgerEntry.cents), func.sum(LedgerEntry.reserved))
        .join(Wallet, Wallet.id == LedgerEntry.wallet_id)
        .group_by(LedgerEntry.currency, Wallet.unit, LedgerEntry.account)
    )
    if at is not None:
        sums = sums.where(LedgerEntry.at <= at)
    sums = narrowed(sums, by, LedgerEntry)
    found: dict[str, Balances] = {}
    for currency, unit, account, cents, reserved in session.execute(sums.order_by(LedgerEntry.currency)):
        old = found.setdefault(currency, Balances(currency, {}, 0, {}))
        old.wallets[unit] = old.wallets.get(unit, 0) + int(cents)
        old.accounts[account] = old.accounts.get(account, 0) - int(cents)
        found[currency] = Balances(currency, old.wallets, old.reserved + int(reserved), old.accounts)
    return list(found.values())
