"""Whose turn it is to take a lead: round robin among those who sell at its location."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Seller:
    """Somebody who takes leads at the location, and when the last one was given to them; None: never."""

    user_id: int
    last_given_at: dt.datetime | None


def next_seller(sellers: Iterable[Seller]) -> Seller | None:
    """Who waited longest: new colleagues first, then by the last lead, then by number; None where nobody sells."""
    return min(sellers, key=_waited, default=None)


def _waited(seller: Seller) -> tuple[bool, float, int]:
    given = seller.last_given_at
    return given is not None, given.timestamp() if given else 0.0, seller.user_id
