"""What a payment pays: the invoices that are due longest first, in full or in part; what is over stays the customer's credit (P1)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Owed:
    """An open invoice: cents that are left to pay, and since when."""

    invoice_id: int
    due_on: dt.date
    cents: int


@dataclass(frozen=True, slots=True)
class Allocation:
    """`parts` are (invoice, cents above zero); with `credit_cents` they are the whole payment."""

    parts: tuple[tuple[int, int], ...]
    credit_cents: int


def allocated(cents: int, owed: Iterable[Owed]) -> Allocation:
    """Raises ValueError for a payment of nothing or less."""
    if cents <= 0:
        raise ValueError("a payment is more than nothing")
    left, parts = cents, []
    for each in sorted(owed, key=lambda one: (one.due_on, one.invoice_id)):
        part = min(left, each.cents)
        if part > 0:
            parts.append((each.invoice_id, part))
            left -= part
    return Allocation(tuple(parts), left)


def chosen(cents: int, parts: Mapping[int, int]) -> Allocation:
    """The same where a person says what it pays: cents by invoice. Raises ValueError for parts below zero, or for more than the payment."""
    if any(part < 0 for part in parts.values()) or sum(parts.values()) > cents:
        raise ValueError("parts are not below zero and no more than the payment")
    return Allocation(tuple((invoice_id, part) for invoice_id, part in parts.items() if part), cents - sum(parts.values()))
