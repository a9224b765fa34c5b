"""Dunning: which reminder of a bill is due, and when bookings rest or a person looks at the access (I9). Nothing is cut by itself.

Before its day a bill is reminded of by its own dates. What follows counts from its day, or from the day on which the policy was switched on
where that is later, so that an old debt begins with the first reminder and nobody is blocked overnight.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable
from dataclasses import dataclass

DAY = dt.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class DunningPolicy:
    """Days after the due day, below zero before it; None = never. Bills of which no more than `least_cents` is left are let be."""

    is_on: bool = False
    since: dt.date | None = None
    reminders: tuple[int, ...] = (-3, 1, 7, 14)
    block_after: int | None = 14
    review_after: int | None = 21
    least_cents: int = 0


@dataclass(frozen=True, slots=True)
class Bill:
    """One sent invoice: `cents` are left to pay; a card is charged for it by itself when `pays_itself`."""

    issued_on: dt.date
    due_on: dt.date
    cents: int
    pays_itself: bool = False


@dataclass(frozen=True, slots=True)
class Promise:
    """So many cents by the end of `until`, said on `made_on`."""

    cents: int
    made_on: dt.date
    until: dt.date


def counted_from(policy: DunningPolicy, bill: Bill) -> dt.date:
    return bill.due_on if policy.since is None else max(bill.due_on, policy.since)


def reminder_day(policy: DunningPolicy, bill: Bill, days: int) -> dt.date | None:
    """On which a reminder falls; None where it has no sense: before the bill came, before the policy, or a card is charged anyway."""
    if days > 0:
        return counted_from(policy, bill) + days * DAY
    day = bill.due_on + days * DAY
    too_early = day <= bill.issued_on or (policy.since is not None and day < policy.since)
    return None if too_early or bill.pays_itself else day


def reminder_due(policy: DunningPolicy, bill: Bill, day: dt.date, sent: Collection[int]) -> int | None:
    """Which one goes that day, as its `days`: the last that was reached, if neither it nor a later one has gone. Days that were missed are not made up for."""
    if not policy.is_on or bill.cents <= policy.least_cents:
        return None
    reached = [days for days in policy.reminders if (on := reminder_day(policy, bill, days)) is not None and on <= day]
    if not reached:
        return None
    last = max(reached)
    if last <= 0 and day > bill.due_on:
        return None  # "it will be due" is not said of what is late
    return None if any(each >= last for each in sent) else last


def reached_on(policy: DunningPolicy, bills: Iterable[Bill], after: int | None) -> dt.date | None:
    """The first day on which one of the open bills is so many days late."""
    if not policy.is_on or after is None:
        return None
    return min((counted_from(policy, bill) + after * DAY for bill in bills if bill.cents > policy.least_cents), default=None)


def kept_cents(promise: Promise, paid: Iterable[tuple[dt.date, int]]) -> int:
    """What came of it in time, in cents."""
    return sum(cents for on, cents in paid if promise.made_on <= on <= promise.until)


def is_broken(promise: Promise, paid: Iterable[tuple[dt.date, int]], day: dt.date) -> bool:
    """Its day is over, and less came than was promised."""
    return day > promise.until and kept_cents(promise, paid) < promise.cents
