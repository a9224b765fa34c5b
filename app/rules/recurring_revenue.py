"""Monthly recurring revenue: what the licenses of a month cost for a whole month, and why it is more or less than the month before.

The revenue of a month is that of its last day: each license in force on it, at the price of a full month on that day's terms (P1-P6), rounded once,
without VAT; a paused day costs nothing. So whoever begins on the 10th of June counts from June with a whole month, and whoever's last day is the
30th of June counts in June and is gone in July; whoever's last day is the 29th is gone in June already.

Its movement is that of customers: all licenses of an organisation in one currency, at the places that are looked at, go together. One that had none
and has some is new, or is back when it ever had some before; one that has none any more has left; one that has more expanded, one with less
contracted. Changing one license for another is therefore the difference of both. The movements of a month add up to the difference exactly.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from itertools import groupby
from operator import itemgetter
from typing import NamedTuple

from app.core.month import Month
from app.rules.policy import PricingPolicy
from app.rules.price_changes import starts_of
from app.rules.price_licenses import circumstances, held_between, volume
from app.rules.proration import net_of
from app.rules.segments import runs_between
from app.rules.terms import LicenseTerms, ManualDiscount, MembershipTerms

FIRST = dt.date(1901, 1, 1)


class Movement(StrEnum):
    NEW = "new"
    EXPANSION = "expansion"
    BACK = "back"
    CONTRACTION = "contraction"
    LEFT = "left"


def monthly_prices(
    month: Month,
    licenses: Sequence[LicenseTerms],
    memberships: Mapping[int, MembershipTerms],
    discounts: Sequence[ManualDiscount],
    policy: PricingPolicy,
) -> dict[int, int]:
    """Cents by license id, of one organisation at one location; licenses that cost nothing are left out."""
    first, last, whole = _bounds(month)
    held = held_between(licenses, first, last)
    found: dict[int, int] = {}
    for around in circumstances(held, memberships, discounts, policy, first, last, volume(held, first, last, policy)):
        ends_on = around.license.ends_on
        if ends_on is not None and ends_on < last:
            continue
        for run in runs_between(around, last, last):  # one, or none on a paused day
            over, under, _factors = run.product
            if cents := net_of(run.price, over, under, whole, whole):
                found[around.license.id] = cents
    return found


class Differs(NamedTuple):
    """A license whose revenue of a month is another than that of the month before, in cents."""

    license_id: int
    month: Month
    before: int
    after: int


def differences(
    licenses: Sequence[LicenseTerms],
    memberships: Mapping[int, MembershipTerms],
    discounts: Sequence[ManualDiscount],
    policy: PricingPolicy,
    through: Month,
) -> list[Differs]:
    """Of one organisation at one location, from its first month through the last one, by month.

    Prices are asked only for months in which something may be another: that of each day on which it changes, and the next, whose first day
    counts for the volume discount (P5).
    """
    months = {Month.of(day) for day in starts_of(licenses, discounts, memberships) if FIRST <= day <= through.last}
    months |= {month.next for month in months if month < through}
    found: list[Differs] = []
    before: dict[int, int] = {}
    for month in sorted(months):
        prices = monthly_prices(month, licenses, memberships, discounts, policy)
        for license_id in sorted(before.keys() | prices.keys()):
            was, now = before.get(license_id, 0), prices.get(license_id, 0)
            if was != now:
                found.append(Differs(license_id, month, was, now))
        before = prices
    return found


class Moved(NamedTuple):
    """One customer's revenue of a month and of the one before, in cents."""

    customer: int
    month: Month
    before: int
    after: int
    movement: Movement

    @property
    def cents(self) -> int:
        return self.after - self.before


def moved(changes: Iterable[tuple[int, Month, int]]) -> list[Moved]:
    """From (customer, month, difference in cents), ordered by customer and month, from the customer's first month on; months without a difference are no movement.

    The database does the same for the reports (queries/reports/movements.py), where customers are many; a test compares both.
    """
    found: list[Moved] = []
    for customer, mine in groupby(changes, key=itemgetter(0)):
        cents, was_here = 0, False
        for _customer, month, difference in mine:
            before, cents = cents, cents + difference
            if difference:
                found.append(Moved(customer, month, before, cents, movement(before, cents, was_here=was_here)))
            was_here = was_here or cents > 0
    return found


def movement(before: int, after: int, *, was_here: bool) -> Movement:
    """Of two different amounts; `was_here`: there was revenue in any earlier month."""
    if not before:
        return Movement.BACK if was_here else Movement.NEW
    if not after:
        return Movement.LEFT
    return Movement.EXPANSION if after > before else Movement.CONTRACTION


class MovedAlike(NamedTuple):
    """How many customers moved in the same way in a month, of those whose first month with revenue was `born`, and by how many cents together."""

    born: Month
    month: Month
    movement: Movement
    customers: int
    cents: int

    @property
    def came(self) -> int:
        """By how many customers it is more, or fewer, than before."""
        if self.movement is Movement.LEFT:
            return -self.customers
        return self.customers if self.movement in (Movement.NEW, Movement.BACK) else 0


@dataclass(slots=True)
class MonthMoved:
    """One month: revenue and customers at its end, and each movement as (customers, cents); what is lost is negative."""

    month: Month
    before: int
    after: int
    customers_before: int
    customers: int
    by: dict[Movement, tuple[int, int]]

    @property
    def lost_customers(self) -> int:
        return self.by[Movement.LEFT][0]

    @property
    def lost(self) -> int:
        """Revenue of the month before that is gone: of those who left, and of those who have less. Not negative."""
        return -(self.by[Movement.LEFT][1] + self.by[Movement.CONTRACTION][1])


def by_month(movements: Iterable[MovedAlike], months: Sequence[Month]) -> list[MonthMoved]:
    """The months in a row that are asked for; `movements` are all there ever were until the last of them."""
    sums: dict[Month, dict[Movement, list[int]]] = {month: {each: [0, 0] for each in Movement} for month in months}
    cents = customers = 0
    for each in movements:
        if each.month < months[0]:
            cents, customers = cents + each.cents, customers + each.came
        elif each.month in sums:
            mine = sums[each.month][each.movement]
            mine[0], mine[1] = mine[0] + each.customers, mine[1] + each.cents
    found = []
    for month in months:
        by = {each: (count, sum_of) for each, (count, sum_of) in sums[month].items()}
        here = customers + by[Movement.NEW][0] + by[Movement.BACK][0] - by[Movement.LEFT][0]
        after = cents + sum(pair[1] for pair in by.values())
        found.append(MonthMoved(month, cents, after, customers, here, by))
        cents, customers = after, here
    return found


def cohorts(movements: Iterable[MovedAlike], months: Sequence[Month]) -> dict[Month, dict[Month, int]]:
    """By the first month in which customers had revenue: how many of them have some in each of the months in a row, from that one on."""
    moves: dict[Month, Counter[Month]] = {}
    for each in movements:
        moves.setdefault(each.born, Counter())[each.month] += each.came
    return {
        born: {at: sum(came for month, came in mine.items() if month <= at) for at in months if at >= born}
        for born, mine in sorted(moves.items())
    }


@lru_cache(maxsize=256)
def _bounds(month: Month) -> tuple[dt.date, dt.date, int]:
    return month.first, month.last, month.days
