"""How much goes into one call."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TypeVar

from app.integrations.xero import MOST_AT_ONCE

T = TypeVar("T")
NUMBERS_A_FILTER = 25  # a longer `where` makes too long an address


def few(elements: Sequence[T]) -> Sequence[T]:
    """The elements of one call. Raises ValueError for none, and for too many."""
    if not 0 < len(elements) <= MOST_AT_ONCE:
        raise ValueError(f"1 to {MOST_AT_ONCE} at a time")
    return elements


def chunks(names: Iterable[str], size: int) -> list[list[str]]:
    """Each once, some at a time."""
    wanted = list(dict.fromkeys(names))
    return [wanted[start : start + size] for start in range(0, len(wanted), size)]
