"""Names of accounts in other systems: plain, stable, and each once."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Container

LONGEST = 40
# Letters that no decomposition takes apart.
SPELT = str.maketrans({"ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i"})


def plain_name(email: str) -> str:
    """The part before the @ in a-z, 0-9, dot and hyphen; "member" where nothing of it is left."""
    folded = unicodedata.normalize("NFKD", email.rpartition("@")[0].lower().translate(SPELT))
    name = re.sub(r"[^a-z0-9.-]+", ".", folded.encode("ascii", "ignore").decode())
    return re.sub(r"[.-]{2,}", ".", name).strip(".-")[:LONGEST].strip(".-") or "member"


def free_name(wanted: str, taken: Container[str]) -> str:
    """The name, or with the first number from 2 on that nobody has yet."""
    if wanted not in taken:
        return wanted
    number = 2
    while f"{wanted}-{number}" in taken:
        number += 1
    return f"{wanted}-{number}"
