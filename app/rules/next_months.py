"""What is agreed for the months to come, and why one of them brings another sum than the one before."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from enum import StrEnum
from typing import NamedTuple

from app.core.month import Month


class Change(StrEnum):
    """`other`: the first whole month after a part, prices, discounts and pauses that begin or end."""

    STARTS = "starts"
    ENDS = "ends"
    OTHER = "other"


class Moved(NamedTuple):
    """What is charged, by its key, and the cents of the two months."""

    key: tuple[str, int]
    change: Change
    before: int
    after: int

    @property
    def cents(self) -> int:
        return self.after - self.before


def moved(before: Mapping[tuple[str, int], int], after: Mapping[tuple[str, int], int]) -> list[Moved]:
    """Licenses and recurring charges whose sums differ; what is not in a month is not charged there. They add up to the difference."""
    found = []
    for key in sorted({*before, *after}):
        was, will_be = before.get(key), after.get(key)
        if was == will_be:
            continue
        change = Change.STARTS if was is None else Change.ENDS if will_be is None else Change.OTHER
        found.append(Moved(key, change, was or 0, will_be or 0))
    return found


def last_whole(cents: Mapping[Month, int], starts_on: dt.date, ends_on: dt.date | None) -> int:
    """What it cost in the last month that it had from the first day to the last; of what never had one, the most that a part cost."""
    whole = [month for month in cents if starts_on <= month.first and (ends_on is None or ends_on >= month.last)]
    return cents[max(whole)] if whole else max(cents.values(), default=0)
