"""wallets.csv: credits that people and organisations had in the system before, a lot a row, as opening balances of the ledger."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from flask_babel import gettext as _

from app.actions.packages.amounts import money
from app.actions.packages.cells import choice, date, text
from app.actions.packages.sheet import Column, Line, Record, Sheet
from app.actions.packages.standards import currency
from app.actions.wallets.ledger import LARGEST
from app.core.money import plain
from app.models import LedgerEntry, Lot, Wallet
from app.models.ledger import Account, EntryKind
from app.models.product import VatPoint
from app.rules.credits import Source
from app.rules.units import Unit

if TYPE_CHECKING:
    from app.actions.packages.book import Book

PREFIX = "opening:"
KINDS = {
    Source.PURCHASE: EntryKind.TOPUP,
    Source.QUOTA: EntryKind.QUOTA_GRANT,
    Source.REWARD: EntryKind.REWARD,
    Source.REFUND: EntryKind.ADJUST,
}
STAYS = ("unit", "currency", "source", "vat_point")


def opening_key(cell: str) -> str:
    """The key of the lot that this code brings."""
    return PREFIX + str(text(60)(cell))


def owner_sheet(owner: str) -> str:
    """Where an owner is to be found: people are named by their mail address."""
    return "users" if "@" in owner else "organisations"


def owner_key(cell: str) -> str:
    named = str(text(320)(cell))
    return named.lower() if "@" in named else named


def settle(line: Line, book: Book) -> None:
    row = line.row
    row.name = row.name.removeprefix(PREFIX)
    owner = _owner(line, book)
    if owner is None:
        return
    if line.given("unit") is Unit.PRINTING:
        book.warn(line, "unit", _("Credit for printing stays in PaperCut, which Foyer only shows: the row is left out."))
        row.after = row.before
    elif row.before is None:
        _bring_in(line, book, owner)
    else:
        _follow(line, book, owner)


def _owner(line: Line, book: Book) -> Record | None:
    key = line.given("owner")
    if key is None:
        book.refuse(line, "owner", _("Say whose they are: a mail address, or the code of an organisation."))
        return None
    found = book.find(owner_sheet(key), key)
    if found is None:
        book.refuse(line, "owner", book.missing(owner_sheet(key), key))
        return None
    if found.line is not None and found.line.is_bad:
        book.follow(line, "owner", found.line)
        return None
    return found


def _bring_in(line: Line, book: Book, owner: Record) -> None:
    row, cents, unit = line.row, line.given("amount"), line.given("unit")
    is_person = owner_sheet(line.given("owner")) == "users"
    organisation = (book.to(owner, "organisation_id") if owner["organisation_id"] is not None else None) if is_person else owner
    place = _home(owner, book)
    theirs = organisation["currency"] if organisation else place["currency"] if place else None
    if line.given("currency") not in (None, theirs):
        book.refuse(line, "currency", _("%(owner)s pays in %(theirs)s.", owner=owner.name, theirs=theirs or _("no currency")))
    if not cents:
        book.refuse(line, "amount", _("Must be more than 0."))
    elif cents > LARGEST:
        book.refuse(line, "amount", _("Is too large."))
    ends = _end(line.given("expires"), place)
    if ends is not None and ends <= book.now.replace(tzinfo=dt.UTC):
        book.refuse(line, "expires", _("Is over: leave the row out."))
    if line.is_bad:
        return
    wallet = book.wallets.get((owner, unit, theirs))
    if wallet is None:
        of = {"user_id" if is_person else "organisation_id": owner}
        wallet = book.wallets[owner, unit, theirs] = Record(
            Wallet, f"{owner.name} {unit}", after=of | {"unit": unit, "currency": theirs}, line=line
        )
        line.extras.append(wallet)
    source = line.given("source") or Source.PURCHASE
    vat_point = line.given("vat_point") or (VatPoint.SALE if source is Source.PURCHASE else None)
    row.after = (row.after or {}) | {"wallet_id": wallet, "source": source, "vat_point": vat_point, "expires_at": ends}
    line.extras.append(_entry(line, book, KINDS[source], cents, row, wallet, theirs, key=f"{PREFIX}{row.name}"))


def _follow(line: Line, book: Book, owner: Record) -> None:
    """A lot that is there may hold more or less, or end on another day; whose and what it is stays."""
    row = line.row
    wallet = book.wallets_by_id.get(row["wallet_id"])
    if wallet is None or owner.id not in (wallet["user_id"], wallet["organisation_id"]):
        book.refuse(line, "owner", _("Cannot change: transfer the credits on the page of the wallet."))
        return
    present = {"unit": wallet["unit"], "currency": wallet["currency"], "source": row["source"], "vat_point": row["vat_point"]}
    for column in STAYS:
        if line.given(column) is not None and line.given(column) != present[column]:
            book.refuse(line, column, _("Cannot change: what was brought in stays what it is."))
    brought, count = book.brought.get(f"{PREFIX}{row.name}", (0, 0))
    more = line.given("amount") - brought if line.given("amount") is not None else 0
    free = row["balance_cents"] - row["reserved_cents"]
    if more < -free:
        book.refuse(line, "amount", _("Only %(free)s of it is left to take away.", free=plain(max(free, 0))))
    if line.is_bad:
        return
    if line.says("expires") and row.after is not None:
        row.after["expires_at"] = _end(line.given("expires"), _home(owner, book))
    if more:
        line.extras.append(_entry(line, book, EntryKind.ADJUST, more, row, wallet, wallet["currency"], key=f"{PREFIX}{row.name}:{count}"))


def _home(owner: Record, book: Book) -> Record | None:
    """The location whose midnights end the credits of this owner."""
    if owner["location_id"] is not None:
        return book.to(owner, "location_id")
    return book.to(book.to(owner, "organisation_id"), "location_id") if owner["organisation_id"] is not None else None


def _end(day: dt.date | None, place: Record | None) -> dt.datetime | None:
    """The midnight after the last day, at the owner's home."""
    zone = ZoneInfo(place["zone"]) if place is not None else dt.UTC
    return dt.datetime.combine(day + dt.timedelta(days=1), dt.time.min, zone).astimezone(dt.UTC) if day is not None else None


def _entry(line: Line, book: Book, kind: EntryKind, cents: int, lot: Record, wallet: Record, money_of: str | None, *, key: str) -> Record:
    said = {"cause": f"{PREFIX}{lot.name}", "reason": "", "actor": book.author, "currency": money_of}
    moved = {"key": key, "kind": kind, "account": Account.OPENING, "cents": cents, "wallet_id": wallet, "lot_id": lot}
    return Record(LedgerEntry, lot.name, after=moved | said, line=line)


WALLETS = Sheet(
    name="wallets",
    model=Lot,
    key=("code",),
    settle=settle,
    columns=(
        Column("code", opening_key, "grant_key"),
        Column("owner", owner_key, needed=True),
        Column("unit", choice(Unit), needed=True),
        Column("currency", currency),
        Column("amount", money(), needed=True),
        Column("source", choice(Source)),
        Column("expires", date),
        Column("vat_point", choice(VatPoint)),
    ),
)
