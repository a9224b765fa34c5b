"""What movements of credits are about: names and rows behind "license:12", "booking:7" or "transfer:…"."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from app.access.actor import Actor
from app.access.scope import narrowed
from app.models import Booking, LedgerEntry, License, Purchase, Wallet
from app.models.ledger import EntryKind


class Cause(NamedTuple):
    """A row of a noun that this actor may see, by its name; `short` is what members call it, who know no codes."""

    noun: str
    id: int
    name: str
    short: str


def causes_of(session: Session, causes: Collection[str], *, wallet_id: int, by: Actor) -> dict[str, Cause]:
    """Those that lead somewhere; a top-up or a correction is told by its own reason."""
    found: dict[str, Cause] = {}
    for noun, model, along in (
        ("license", License, License.membership),
        ("booking", Booking, Booking.room),
        ("purchase", Purchase, Purchase.product),
    ):
        ids = [int(number) for each in causes if (number := each.removeprefix(f"{noun}:")) != each and number.isdigit()]
        if ids:
            query = narrowed(select(model).where(model.id.in_(ids)).options(joinedload(along)), by, model)
            found |= {f"{noun}:{row.id}": Cause(noun, row.id, _name(row), _short(row)) for row in session.scalars(query)}
    transfers = [each for each in causes if each.startswith("transfer:")]
    if transfers:
        other = select(LedgerEntry.cause, Wallet).join(Wallet, Wallet.id == LedgerEntry.wallet_id)
        of_these = other.where(LedgerEntry.cause.in_(transfers), LedgerEntry.kind == EntryKind.TRANSFER, Wallet.id != wallet_id)
        for cause, wallet in session.execute(narrowed(of_these, by, Wallet)):
            found[cause] = Cause("wallet", wallet.id, str(wallet), str(wallet))
    return found


def _name(row: Any) -> str:
    return _short(row) if isinstance(row, Purchase) else f"{_short(row)} ({row.code})"


def _short(row: Any) -> str:
    if isinstance(row, Purchase):
        return row.title
    return str(row.room if isinstance(row, Booking) else row.membership)
