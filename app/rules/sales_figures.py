"""What the sales report counts: how many came from stage to stage, how long they stood, and why they were won or lost.

Of a period it looks at the opportunities that were opened in it, whatever became of them later, so that every number is a number of rows.
An opportunity has reached a stage when it stood there once, or went past it: who goes from New to Proposal has been through what lies between.
A share is of those that reached the stage before. Time in a stage is from coming in until going on, in whole days, of stays that are over;
a stage that was entered twice counts each stay. The median of an even number of stays is the lower of the two in the middle.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

ORDER = ("new", "contacted", "visited", "proposal", "contract", "won")
ABANDONED = "abandoned"


@dataclass(frozen=True, slots=True)
class Change:
    stage: str
    at: dt.datetime


def furthest(stages: Iterable[str]) -> str:
    """The stage of ORDER that lies furthest along; abandoned is none."""
    return max((each for each in stages if each in ORDER), key=ORDER.index, default=ORDER[0])


def has_reached(furthest_stage: str, stage: str) -> bool:
    return ORDER.index(furthest_stage) >= ORDER.index(stage)


@dataclass(frozen=True, slots=True)
class Stay:
    stage: str
    since: dt.datetime
    until: dt.datetime

    @property
    def days(self) -> int:
        return (self.until - self.since).days


def stays(changes: Sequence[Change]) -> list[Stay]:
    """Every stay that is over, in the order in which they began."""
    ordered = sorted(changes, key=lambda each: each.at)
    return [Stay(before.stage, before.at, after.at) for before, after in pairwise(ordered)]


def median(days: Sequence[int]) -> int | None:
    """The lower of the two in the middle; None of nothing."""
    ordered = sorted(days)
    return ordered[(len(ordered) - 1) // 2] if ordered else None
