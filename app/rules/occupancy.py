"""Occupancy: a space holds so many licenses, a private office one organisation (P15)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from enum import StrEnum
from typing import NamedTuple


class Holder(NamedTuple):
    """Who has a license in a space, from and to, inclusive; no end means for good."""

    organisation_id: int
    starts_on: dt.date
    ends_on: dt.date | None = None


class NoRoom(StrEnum):
    """Why a license does not fit; staff may override it with a reason."""

    FULL = "full"
    ANOTHER_ORGANISATION = "another_organisation"


def no_room(capacity: int | None, present: Sequence[Holder], wanted: Holder, *, one_organisation: bool = False) -> NoRoom | None:
    """Whether one more license fits on every day of its term; None when it does. No capacity means no limit."""
    there = [each for each in present if _overlap(each, wanted)]
    if one_organisation and any(each.organisation_id != wanted.organisation_id for each in there):
        return NoRoom.ANOTHER_ORGANISATION
    if capacity is None:
        return None
    # Occupancy only rises on a day when someone moves in.
    days = [wanted.starts_on, *(each.starts_on for each in there if each.starts_on > wanted.starts_on)]
    busiest = max(sum(1 for each in there if _holds(each, day)) for day in days)
    return NoRoom.FULL if busiest + 1 > capacity else None


def _overlap(one: Holder, other: Holder) -> bool:
    return one.starts_on <= (other.ends_on or dt.date.max) and other.starts_on <= (one.ends_on or dt.date.max)


def _holds(each: Holder, day: dt.date) -> bool:
    return each.starts_on <= day <= (each.ends_on or dt.date.max)
