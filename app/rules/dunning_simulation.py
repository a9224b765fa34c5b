"""What a dunning policy would have done with bills of the past, as they were paid in truth. Promises are left aside: nobody had to ask for one."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from app.rules.dunning import DAY, Bill, DunningPolicy, reminder_day


@dataclass(frozen=True, slots=True)
class PastBill:
    """`owner` is whose it is; `bill.cents` what it asked for, and `settled` what came of it on which day, in order."""

    owner: int
    bill: Bill
    settled: Sequence[tuple[dt.date, int]]

    def left_at(self, morning: dt.date) -> int:
        """Before anything comes that day."""
        return self.bill.cents - sum(cents for on, cents in self.settled if on < morning)

    def settled_on(self, least: int) -> dt.date | None:
        """The first day at whose end no more than `least` is left for good; None while more is."""
        left, found = self.bill.cents, None
        for on, cents in self.settled:
            was, left = left, left - cents
            if left <= least < was:
                found = on
            elif left > least:
                found = None
        return found if left <= least else None


@dataclass(slots=True)
class Effect:
    """On one owner: the reminders by their days, the days on which bookings would have rested, and the first day on the list of accesses."""

    reminders: dict[int, int] = field(default_factory=dict)
    blocked: set[dt.date] = field(default_factory=set)
    blocked_from: list[dt.date] = field(default_factory=list)
    review_on: dt.date | None = None
    still_blocked: bool = False

    @property
    def letters(self) -> int:
        return sum(self.reminders.values())


def simulated(policy: DunningPolicy, bills: Iterable[PastBill], first: dt.date, last: dt.date) -> dict[int, Effect]:
    """By owner, on the days from `first` to `last`, as if the policy had always been on."""
    on = DunningPolicy(True, None, policy.reminders, policy.block_after, policy.review_after, policy.least_cents)
    found: dict[int, Effect] = {}
    for past in (each for each in bills if each.bill.cents > on.least_cents):
        effect = Effect()
        for days in on.reminders:
            day = reminder_day(on, past.bill, days)
            if day is not None and first <= day <= last and past.left_at(day) > on.least_cents:
                effect.reminders[days] = 1
        end = past.settled_on(on.least_cents)
        if on.block_after is not None:
            begin = past.bill.due_on + on.block_after * DAY
            until = min(end if end is not None else last, last)
            effect.blocked = {begin + number * DAY for number in range((until - begin).days + 1)}
            effect.blocked = {day for day in effect.blocked if first <= day}
            effect.still_blocked = end is None and begin <= last
        if on.review_after is not None:
            day = past.bill.due_on + on.review_after * DAY
            if first <= day <= last and past.left_at(day) > on.least_cents:
                effect.review_on = day
        if effect.letters or effect.blocked or effect.review_on:
            _add(found.setdefault(past.owner, Effect()), effect)
    for each in found.values():
        each.blocked_from = sorted(day for day in each.blocked if day - DAY not in each.blocked)
    return found


def _add(whole: Effect, part: Effect) -> None:
    for days, count in part.reminders.items():
        whole.reminders[days] = whole.reminders.get(days, 0) + count
    whole.blocked |= part.blocked
    whole.still_blocked = whole.still_blocked or part.still_blocked
    known = [day for day in (whole.review_on, part.review_on) if day is not None]
    whole.review_on = min(known, default=None)
