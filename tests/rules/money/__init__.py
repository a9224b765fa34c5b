"""Cases of money made from a seed, and what is asked of each: the rules and the oracle beside them agree to the cent, and no cent comes or goes.

A kind of case is a function that takes a `random.Random` and yields (what, found, expected); all three are printed where they differ.
The drill `money` and the tests play the same kinds.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from random import Random
from typing import Any

from tests.rules.money import bookings, documents, months, payments, quotas, splits, wallets

Facts = Iterator[tuple[str, Any, Any]]
# How many of a hundred cases are of each kind: what is billed most, and what is cheap to try, comes most.
KINDS: dict[str, tuple[int, Callable[[Random], Facts]]] = {
    "line": (30, documents.line),
    "document": (8, documents.document),
    "month": (4, months.month),
    "split": (18, splits.split),
    "booking": (10, bookings.booking),
    "wallet": (12, wallets.wallet),
    "quota": (4, quotas.quota),
    "payment": (14, payments.payment),
}
DECK = [kind for kind, (share, _play) in KINDS.items() for _ in range(share)]


def kind_of(number: int) -> str:
    """Kinds are dealt in turn, so that any hundred cases hold all of them."""
    return DECK[number * 37 % len(DECK)]


def differences(kind: str, chance: Random) -> list[str]:
    """What the rules and the oracle do not agree on; a rule that raises is a difference as well."""
    try:
        return [f"{what}: {found} instead of {expected}" for what, found, expected in KINDS[kind][1](chance) if found != expected]
    except Exception as raised:  # noqa: BLE001
        return [f"{type(raised).__name__}: {raised}"]
