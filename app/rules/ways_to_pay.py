"""The ways in which an organisation may pay: words separated by `;`, of which none means all (U2)."""

from __future__ import annotations

import re
from enum import StrEnum


class Way(StrEnum):
    EFT = "eft"
    CARD = "card"


def pattern(way: Way) -> str:
    """What a text that allows it looks like, in letters of either case; Python and PostgreSQL read it alike."""
    return rf"^[\s;]*$|(^|;)\s*{way.value}\s*(;|$)"


def allows(allowed: str, way: Way) -> bool:
    return re.search(pattern(way), allowed, re.IGNORECASE) is not None


def in_order(allowed: str) -> str:
    """As it is kept. Raises ValueError with the first word that is no way to pay."""
    words = [word for part in allowed.split(";") if (word := part.strip().lower())]
    known = [way.value for way in Way]
    if unknown := [word for word in words if word not in known]:
        raise ValueError(unknown[0])
    return "; ".join(way for way in known if way in words)
