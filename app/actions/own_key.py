"""Keys by which what is asked twice is done once: each is its asker's own."""

from __future__ import annotations

from hashlib import sha256

from app.access.actor import Actor

LONGEST = 120  # characters, in every table that keeps one
SENT = 80  # of one that came from outside: verbs put words of their own before or after it


def own_key(by: Actor, key: str, *, longest: int = LONGEST) -> str:
    """Nobody finds what is another's by guessing a key. It begins with a number, as no key of the house's own does. One that is the asker's own already stays as it is."""
    if key.startswith(f"{by.id}:"):
        key = key.removeprefix(f"{by.id}:")
    name = f"{by.id}:{key}"
    return name if len(name) <= longest else f"{by.id}:{sha256(key.encode()).hexdigest()}"


def sent_key(by: Actor, key: str | None) -> str:
    """The same of a key that a form or a program sent; empty for none, which the verb refuses or does without."""
    return own_key(by, key.strip(), longest=SENT) if key and key.strip() else ""
