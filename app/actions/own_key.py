"""Keys by which what is asked twice is done once: each is its asker's own."""

from __future__ import annotations

from hashlib import sha256

from app.access.actor import Actor

LONGEST = 120  # characters, in every table that keeps one


def own_key(by: Actor, key: str) -> str:
    """Nobody finds what is another's by guessing a key. It begins with a number, as no key of the house's own does."""
    name = f"{by.id}:{key}"
    return name if len(name) <= LONGEST else f"{by.id}:{sha256(key.encode()).hexdigest()}"
