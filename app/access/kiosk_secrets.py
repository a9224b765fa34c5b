"""The two secrets of a kiosk: the one that pairs a tablet, which works once, and the one that the tablet keeps from then on.

Both are hashed, each in its own way, so that the row says which of the two it waits for and neither does the other's work.
"""

from __future__ import annotations

from app.access.link_secrets import hashed

PAIRS = "pair:"


def pairing_hash(secret: str) -> str:
    """What is kept of the address that pairs."""
    return hashed(PAIRS + secret)


def tablet_hash(secret: str) -> str:
    """What is kept of the tablet's cookie."""
    return hashed(secret)
