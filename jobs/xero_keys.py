"""The idempotency key of one call to Xero: the same for the same content, another for any other (contracts.md 2.3)."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence


def key_of(batch: str, sent: Sequence[object]) -> str:
    """Of a batch that had its effect in part the rest is another body, which Xero refuses under the key of the whole."""
    return f"{batch}-{hashlib.sha256(repr(list(sent)).encode()).hexdigest()[:40]}"
