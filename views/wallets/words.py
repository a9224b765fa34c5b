"""Wallets in words and in a picture: what is free, what ends when, and what each movement was."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from flask import current_app, url_for
from flask_babel import gettext as _

from app.core import clock
from app.models import Lot, Wallet
from app.models.ledger import Account, EntryKind
from app.models.wallet import SOON
from app.queries.wallets.causes import Cause
from app.queries.wallets.statement import Movement
from app.rules.credits import Source
from app.web.formats import as_date, format_money, zone_of
from app.web.words import spoken

PAGES = {"license": "LicenseView.show", "booking": "BookingView.show", "wallet": "WalletView.show", "purchase": "PurchaseView.show"}
LEAST_SHARE = 2.0  # percent: a lot that is smaller is drawn as wide, so that it can be seen


def source_said(source: Source) -> str:
    return {Source.QUOTA: _("Quota"), Source.PURCHASE: _("Bought"), Source.REWARD: _("Given"), Source.REFUND: _("Refunded")}[source]


def account_said(account: Account) -> str:
    """The counter-account as finance calls it."""
    return {
        Account.CASH_CLEARING: _("Cash clearing"),
        Account.DEFERRED_REVENUE: _("Deferred revenue"),
        Account.ROOM_REVENUE: _("Room revenue"),
        Account.SHOP_REVENUE: _("Shop revenue"),
        Account.BREAKAGE: _("Breakage"),
        Account.GOODWILL: _("Goodwill"),
        Account.BETWEEN_WALLETS: _("Between wallets"),
        Account.OPENING: _("Opening balances"),
    }[account]


def last_day(ends_at: dt.datetime, row: Any) -> dt.date:
    """The last day on which it pays, on the owner's clock: credits end at midnights."""
    return (ends_at.astimezone(zone_of(row)) - dt.timedelta(seconds=1)).date()


@dataclass(frozen=True, slots=True)
class Slice:
    """One lot of the picture; `share` in percent of all, `tone` one of soon, later, never, owed."""

    id: int
    cents: int
    held: int
    share: str
    tone: str
    source: str
    ends: str
    scope: str


def slices(lots: Sequence[Lot], wallet: Wallet, words: Callable[[Source], str] = source_said) -> list[Slice]:
    """What ends first stands first. A lot that owes something is in the list, and not in the picture."""
    drawn = sum(max(lot.balance_cents, 0) for lot in lots) or 1
    return [_slice(lot, wallet, drawn, words(lot.source)) for lot in lots]


def _slice(lot: Lot, wallet: Wallet, drawn: int, source: str) -> Slice:
    free = lot.balance_cents - lot.reserved_cents
    share = max(round(100 * lot.balance_cents / drawn, 2), LEAST_SHARE) if lot.balance_cents > 0 else 0
    return Slice(lot.id, free, lot.reserved_cents, f"{share:g}", _tone(lot), source, ends_said(lot.expires_at, wallet), _scope_said(lot))


def _tone(lot: Lot) -> str:
    if lot.balance_cents < lot.reserved_cents:
        return "owed"
    if lot.expires_at is None:
        return "never"
    return "soon" if lot.expires_at <= clock.now() + SOON else "later"


def ends_said(ends_at: dt.datetime | None, row: Any) -> str:
    if ends_at is None:
        return _("never ends")
    day = as_date(last_day(ends_at, row))
    return _("ended after %(day)s", day=day) if ends_at <= clock.now() else _("until %(day)s", day=day)


def first_end_said(wallet: Wallet, lots: Sequence[Lot]) -> str:
    """How much ends first, and its last day; empty where nothing ends. `lots`: what ends first stands first."""
    ending = [lot for lot in lots if lot.expires_at is not None and lot.expires_at > clock.now() and lot.balance_cents > lot.reserved_cents]
    if not ending or ending[0].expires_at is None:
        return ""
    cents = sum(lot.balance_cents - lot.reserved_cents for lot in ending if lot.expires_at == ending[0].expires_at)
    return _("%(amount)s until %(day)s", amount=format_money(cents, wallet.currency), day=as_date(last_day(ending[0].expires_at, wallet)))


def _scope_said(lot: Lot) -> str:
    kind = spoken(lot.room_kind.value) if lot.room_kind else ""
    if lot.location is not None and kind:
        return _("only %(kind)s at %(place)s", kind=kind.lower(), place=lot.location.name)
    return (
        _("only at %(place)s", place=lot.location.name)
        if lot.location is not None
        else _("only %(kind)s", kind=kind.lower())
        if kind
        else ""
    )


def in_words(wallet: Wallet, lots: Iterable[Lot]) -> str:
    """The balance as one says it over the counter."""
    now, money = clock.now(), lambda cents: format_money(cents, wallet.currency)
    lots = list(lots)
    free = sum(lot.balance_cents - lot.reserved_cents for lot in lots if lot.expires_at is None or lot.expires_at > now)
    if free < 0:
        return _(
            "%(name)s owes %(amount)s: a payment was taken back. Nothing can be booked with these credits until that is paid.",
            name=str(wallet),
            amount=money(-free),
        )
    told = [
        _("%(name)s can spend %(amount)s.", name=str(wallet), amount=money(free))
        if free
        else _("%(name)s has nothing to spend.", name=str(wallet))
    ]
    if wallet.reserved_cents:
        told.append(_("%(amount)s more is on hold for bookings.", amount=money(wallet.reserved_cents)))
    ending = [
        lot for lot in lots if lot.expires_at is not None and now < lot.expires_at <= now + SOON and lot.balance_cents > lot.reserved_cents
    ]
    if ending:
        first = ending[0].expires_at
        assert first is not None
        told.append(
            _(
                "%(amount)s ends soon, the first of it after %(day)s.",
                amount=money(sum(lot.balance_cents - lot.reserved_cents for lot in ending)),
                day=as_date(last_day(first, wallet)),
            )
        )
    return " ".join(told)


@dataclass(frozen=True, slots=True)
class Told:
    """One movement: what it was, what it was about and where that is, and the rest of its trace."""

    row: Movement
    what: str
    about: str
    href: str
    trace: str


def told(rows: Iterable[Movement], causes: dict[str, Cause], wallet: Wallet) -> list[Told]:
    return [_told(row, causes.get(row.cause), wallet) for row in rows]


def _told(row: Movement, cause: Cause | None, wallet: Wallet) -> Told:
    endpoint = PAGES[cause.noun] if cause is not None else ""
    href = url_for(endpoint, pk=cause.id) if cause is not None and endpoint in current_app.view_functions else ""
    trace = " · ".join(each for each in (source_said(row.source), ends_said(row.ends_at, wallet), account_said(row.account)) if each)
    return Told(row, what_said(row), cause.name if cause is not None else "", href, trace)


def what_said(row: Movement) -> str:
    """The movement as people call it."""
    if row.kind is EntryKind.TRANSFER:
        return _("Came from") if row.cents > 0 else _("Went to")
    if row.kind is EntryKind.ADJUST and row.account is Account.CASH_CLEARING:
        if row.cause.startswith("chargeback:"):
            return _("Payment taken back")
        if row.cause.startswith("fulfil:"):
            return _("Refunded, and taken back")
        return _("Paid what was owed")
    if row.account is Account.OPENING:
        return _("Brought in")
    if row.kind is EntryKind.QUOTA_GRANT and row.cents < 0:
        return _("Went with the license")
    return {
        EntryKind.TOPUP: _("Bought"),
        EntryKind.QUOTA_GRANT: _("Quota"),
        EntryKind.QUOTA_EXPIRY: _("Ended"),
        EntryKind.RESERVE: _("On hold"),
        EntryKind.RELEASE: _("Let go"),
        EntryKind.DEBIT: _("Spent"),
        EntryKind.REFUND: _("Came back"),
        EntryKind.ADJUST: _("Put right"),
        EntryKind.REWARD: _("Given"),
    }[row.kind]
