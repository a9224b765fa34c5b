"""How long a place takes no PINs after wrong ones (K4)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

TRIES = 5
WITHIN = LOCKED_FOR = dt.timedelta(minutes=15)


def locked_until(wrong: Sequence[dt.datetime], now: dt.datetime) -> dt.datetime | None:
    """None while PINs are taken. `wrong` are the instants of wrong PINs, newest first; while a place is locked none are added."""
    newest = wrong[:TRIES]
    if len(newest) < TRIES or newest[0] - newest[-1] > WITHIN:
        return None
    until = newest[0] + LOCKED_FOR
    return until if now < until else None
