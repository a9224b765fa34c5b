"""Instants as a form of the desk carries them."""

from __future__ import annotations

import datetime as dt


def instant_of(text: str) -> dt.datetime | None:
    """None for what is no instant with its offset."""
    try:
        found = dt.datetime.fromisoformat(text)
    except ValueError:
        return None
    return found if found.tzinfo is not None else None
