"""How old a debt is: not due yet, and 30, 60, 90 days past its day (I9, P14)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple


class Age(StrEnum):
    """Where a debt stands. On its day itself it is not late."""

    NOT_DUE = "not_due"
    TO_30 = "to_30"
    TO_60 = "to_60"
    TO_90 = "to_90"
    OLDER = "older"


LAST_DAYS = ((0, Age.NOT_DUE), (30, Age.TO_30), (60, Age.TO_60), (90, Age.TO_90))


class Item(NamedTuple):
    """`cents` that were to come by `due_on`; below zero they are the customer's credit, which has no age."""

    due_on: dt.date
    cents: int


@dataclass(frozen=True, slots=True)
class Aged:
    """Cents by age; `credit` is what the customer has, as a positive amount. `oldest` is the first day of which something is late."""

    by_age: dict[Age, int]
    credit: int
    oldest: dt.date | None

    @property
    def owed(self) -> int:
        return sum(self.by_age.values())

    @property
    def overdue(self) -> int:
        return self.owed - self.by_age[Age.NOT_DUE]

    @property
    def balance(self) -> int:
        """What is left when the customer's credit is set against the debt."""
        return self.owed - self.credit


def days_late(due_on: dt.date, day: dt.date) -> int:
    """Below zero before its day."""
    return (day - due_on).days


def age_of(due_on: dt.date, day: dt.date) -> Age:
    late = days_late(due_on, day)
    return next((age for last, age in LAST_DAYS if late <= last), Age.OLDER)


def aged(items: Iterable[Item], day: dt.date) -> Aged:
    """The items as they stand at the end of that day."""
    by_age, credit, oldest = dict.fromkeys(Age, 0), 0, None
    for due_on, cents in items:
        if cents < 0:
            credit -= cents
            continue
        by_age[age_of(due_on, day)] += cents
        if cents and due_on < day and (oldest is None or due_on < oldest):
            oldest = due_on
    return Aged(by_age, credit, oldest)


def together(parts: Iterable[Aged]) -> Aged:
    """The debt of all of them, at the end of the same day."""
    by_age, credit, oldest = dict.fromkeys(Age, 0), 0, None
    for part in parts:
        for age, cents in part.by_age.items():
            by_age[age] += cents
        credit += part.credit
        oldest = part.oldest if oldest is None else min(oldest, part.oldest or oldest)
    return Aged(by_age, credit, oldest)
