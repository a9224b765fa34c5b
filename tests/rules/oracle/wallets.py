"""A wallet's credits, cent by cent in their order (W3-W5, W9, W10), and what a payment pays."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence

from app.rules.allocation import Owed
from app.rules.credits import Lot, Where

FAR = dt.datetime.max.replace(tzinfo=dt.UTC)
ORDER = ("user quota space", "organisation quota space", "user space", "organisation space", "user stuff", "organisation stuff")


def place(lot: Lot) -> int:
    """In the list of W4."""
    quota = "quota " if lot.source == "quota" and lot.unit == "space" else ""
    return ORDER.index(f"{lot.owner} {quota}{lot.unit}")


def ordered(lots: Iterable[Lot]) -> list[Lot]:
    """Inside a step: earliest expiry, never-expiring last, then oldest, then id."""
    return sorted(lots, key=lambda lot: (place(lot), lot.expires_at or FAR, lot.created_at, lot.id))


def pays(lot: Lot, starts_at: dt.datetime, now: dt.datetime, where: Where) -> bool:
    """W5, and the scope of W1; printing lives elsewhere."""
    ends = lot.expires_at or FAR
    in_time = starts_at < ends if lot.source == "quota" else now < ends
    here = lot.location in {None, where.location} and lot.room_kind in {None, where.room_kind}
    return lot.unit != "printing" and in_time and here


def payment(lots: Iterable[Lot], cost: int, starts_at: dt.datetime, now: dt.datetime, where: Where) -> tuple[dict[int, int], int]:
    """Cents by lot in their order, and what is short."""
    parts: dict[int, int] = {}
    for lot in ordered(lot for lot in lots if pays(lot, starts_at, now, where)):
        taken = max(0, min(lot.available, cost - sum(parts.values())))
        if taken:
            parts[lot.id] = taken
    return parts, cost - sum(parts.values())


def returned(paid: Mapping[int, int], refund: int) -> dict[int, int]:
    """The same lots in reverse order: of all that was paid, the first `cost - refund` cents stay."""
    stays, back = sum(paid.values()) - refund, {}
    for lot, cents in paid.items():
        kept = min(stays, cents)
        stays -= kept
        if cents > kept:
            back[lot] = cents - kept
    return dict(reversed(back.items()))


def left_beside_debt(lots: Sequence[Lot], debt: int) -> dict[int, int]:
    """What lots can pay when `debt` cents are kept back from those that would pay last: the first cents in their order stay."""
    free = max(0, sum(lot.available for lot in lots) - debt)
    found = {}
    for lot in ordered(lots):
        found[lot.id] = min(free, lot.available)
        free -= found[lot.id]
    return found


def allocated(cents: int, owed: Iterable[Owed]) -> tuple[dict[int, int], int]:
    """By invoice, what is due longest first; and the credit that stays (P1 of the invariants)."""
    parts = {}
    for each in sorted(owed, key=lambda one: (one.due_on, one.invoice_id)):
        parts[each.invoice_id] = min(each.cents, cents)
        cents -= parts[each.invoice_id]
    return {invoice: part for invoice, part in parts.items() if part}, cents
