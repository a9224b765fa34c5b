"""The hash of a document's content: what was approved can be proven unchanged (docs/promises.md I4)."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Mapping
from decimal import Decimal
from functools import lru_cache
from hashlib import sha256
from typing import Any, NamedTuple


class HashedDocument(NamedTuple):
    """What of a document is hashed: cents, and the parties as canonical JSON. A credit note has no `due_on`."""

    number: str
    currency: str
    issued_on: dt.date
    due_on: dt.date | None
    seller: str
    buyer: str
    net: int
    vat: int
    total: int


class HashedLine(NamedTuple):
    """What of a line is hashed, in cents; no percent counts as 0."""

    description: str
    net: int
    vat: int
    vat_percent: Decimal | None


def canonical(value: Mapping[str, Any]) -> str:
    """JSON in the one form that a database or another program gives back letter by letter."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True)


def document_hash(document: HashedDocument, lines: Iterable[HashedLine]) -> str:
    """SHA-256 over the number, dates, parties and totals, then every line in order."""
    number, currency, issued_on, due_on, *rest = document
    taken = sha256("\n".join(map(repr, (number, currency, str(issued_on), str(due_on), *rest))).encode())
    taken.update("\n".join(f"{text!r} {net} {vat} {_percent(percent)}" for text, net, vat, percent in lines).encode())
    return taken.hexdigest()


@lru_cache(maxsize=64)
def _percent(percent: Decimal | None) -> str:
    """As many decimals as a document keeps."""
    return f"{percent or 0:.3f}"
