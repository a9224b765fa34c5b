"""The hash of a document's content: what was approved can be proven unchanged (quality.md I4)."""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import sha256
from typing import NamedTuple


class HashedLine(NamedTuple):
    """What of a line is hashed; cents, and the percent as text."""

    description: str
    net: int
    vat: int
    vat_percent: str


def document_hash(facts: Iterable[object], lines: Iterable[HashedLine]) -> str:
    """SHA-256 over the number, dates, parties and totals, then every line in order."""
    taken = sha256("\n".join(map(repr, facts)).encode())
    taken.update("\n".join(repr(tuple(line)) for line in lines).encode())
    return taken.hexdigest()
