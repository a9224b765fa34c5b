"""The chain of closed months: each close holds the hash of its documents and of the close before (I12)."""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import sha256


def chained(previous: str, documents: Iterable[tuple[str, str]]) -> str:
    """The hash of a close: the one before, "" for the first, then number and content hash of each document in the order of numbers."""
    return sha256("\n".join([previous, *(f"{number} {content}" for number, content in sorted(documents))]).encode()).hexdigest()
