"""Occupancy: a space holds so many licenses, a private office one organisation (P15). What is free is the same rule, read the other way."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Sequence
from enum import StrEnum
from typing import NamedTuple

ONE_DAY = dt.timedelta(days=1)


class Holder(NamedTuple):
    """Who has a license in a space, from and to, inclusive; no end means for good. A paused license keeps its place (P13)."""

    organisation_id: int
    starts_on: dt.date
    ends_on: dt.date | None = None


class NoRoom(StrEnum):
    """Why a license does not fit; staff may override it with a reason."""

    FULL = "full"
    ANOTHER_ORGANISATION = "another_organisation"


class Level(NamedTuple):
    """How many hold a license from this day on, until the day of the next level."""

    day: dt.date
    taken: int


class Opening(NamedTuple):
    """When people fit. `starts_on`: the first day from which they fit through to the end of their stay; None: no such day is known.
    `free_until`: they fit on the day they asked for, but only until this day, because somebody comes then."""

    starts_on: dt.date | None
    free_until: dt.date | None = None


def no_room(
    capacity: int | None, present: Sequence[Holder], wanted: Holder, *, people: int = 1, one_organisation: bool = False
) -> NoRoom | None:
    """Whether so many more licenses fit on every day of their term; None when they do. No capacity means no limit."""
    there = [each for each in present if _overlap(each, wanted)]
    if one_organisation and any(each.organisation_id != wanted.organisation_id for each in there):
        return NoRoom.ANOTHER_ORGANISATION
    if capacity is None:
        return None
    busiest = max((level.taken for level in levels(there, since=wanted.starts_on)), default=0)
    return NoRoom.FULL if busiest + people > capacity else None


def opening(capacity: int | None, present: Sequence[Holder], wanted: Holder, *, people: int = 1, one_organisation: bool = False) -> Opening:
    """The earliest day on or after the wanted first one from which `no_room` would let so many in until the wanted end."""
    last = wanted.ends_on or dt.date.max
    there = [each for each in present if _overlap(each, wanted)]
    others = [each for each in there if one_organisation and each.organisation_id != wanted.organisation_id]
    shut = [(level.day, until) for level, until in stretches(levels(others, since=wanted.starts_on)) if level.taken]
    if capacity is not None:
        found = stretches(levels(there, since=wanted.starts_on)) if people <= capacity else [(Level(wanted.starts_on, 0), last)]
        shut += [(level.day, until) for level, until in found if level.taken + people > capacity]
    shut = [(first, min(until, last)) for first, until in shut if first <= last]
    if not shut:
        return Opening(wanted.starts_on)
    begins, ends = min(first for first, _until in shut), max(until for _first, until in shut)
    return Opening(ends + ONE_DAY if ends < last else None, begins - ONE_DAY if begins > wanted.starts_on else None)


def levels(present: Iterable[Holder], *, since: dt.date) -> list[Level]:
    """How many are there, from `since` on: one level each time that the number changes. Empty when nobody is."""
    changes: Counter[dt.date] = Counter()
    for each in present:
        if each.ends_on is None or each.ends_on >= since:
            changes[max(each.starts_on, since)] += 1
            if each.ends_on is not None and each.ends_on < dt.date.max:
                changes[each.ends_on + ONE_DAY] -= 1
    found: list[Level] = []
    taken = 0
    for day in sorted(changes):
        taken += changes[day]
        if not found or found[-1].taken != taken:
            found.append(Level(day, taken))
    return found


def stretches(steps: Sequence[Level]) -> list[tuple[Level, dt.date]]:
    """Each level with its last day; the last one goes on for good, which is date.max."""
    return [(level, steps[place + 1].day - ONE_DAY if place + 1 < len(steps) else dt.date.max) for place, level in enumerate(steps)]


def free_places(capacity: int | None, taken: int, *, one_organisation: bool = False) -> int | None:
    """How many newcomers may take a place beside so many; None: no limit. Never negative, however many were let in with a reason."""
    if one_organisation and taken:
        return 0
    return None if capacity is None else max(0, capacity - taken)


def _overlap(one: Holder, other: Holder) -> bool:
    return one.starts_on <= (other.ends_on or dt.date.max) and other.starts_on <= (one.ends_on or dt.date.max)
