"""Seating: how somebody with a license stands to their place on a day, and how full the place is (P15)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from enum import StrEnum

from app.rules.occupancy import free_places

SOON = dt.timedelta(days=30)
Days = tuple[dt.date, dt.date | None]


class Standing(StrEnum):
    """What people see beside a name."""

    THERE = "there"
    PAUSED = "paused"
    LEAVING = "leaving"
    COMING = "coming"


class Fullness(StrEnum):
    """What people see on a place."""

    FREE = "free"
    SOME = "some"
    FULL = "full"


def standing(term: Days, pauses: Sequence[Days], day: dt.date) -> Standing | None:
    """First and last days are included; None: not there, and not within 30 days. A pause keeps the place (P13)."""
    first, last = term
    if last is not None and last < day:
        return None
    if first > day:
        return Standing.COMING if first <= day + SOON else None
    if last is not None and last <= day + SOON:
        return Standing.LEAVING
    if any(begins <= day and (ends is None or day <= ends) for begins, ends in pauses):
        return Standing.PAUSED
    return Standing.THERE


def fullness(capacity: int | None, taken: int, *, one_organisation: bool = False) -> Fullness:
    """Free while nobody is there, full when no newcomer fits."""
    if free_places(capacity, taken, one_organisation=one_organisation) == 0:
        return Fullness.FULL
    return Fullness.SOME if taken else Fullness.FREE
