"""Pricing of licenses: every day decided by itself, straight from the text of P13 and P4."""

from __future__ import annotations

import calendar
import datetime as dt
from collections import defaultdict
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

from app.core.month import Month
from app.rules.policy import DiscountMode, PricingPolicy, Proration
from app.rules.terms import LicenseTerms, ManualDiscount, MembershipTerms, PriceVersion, RecurringTerms
from tests.rules.oracle.exact import half_up, left_of

ONE_DAY = dt.timedelta(days=1)


class Amount(NamedTuple):
    code: str
    starts_on: dt.date
    ends_on: dt.date
    days: int
    net: int


class Day(NamedTuple):
    """A day that is billed; `counts` is 1, but for the months that `none` charges in full or less the unused days."""

    date: dt.date
    price: int
    factor: Fraction
    counts: int


def priced(
    month: Month,
    licenses: list[LicenseTerms],
    memberships: dict[int, MembershipTerms],
    discounts: list[ManualDiscount],
    policy: PricingPolicy,
    volume_count: int | None = None,
) -> list[Amount]:
    dates = [month.first + dt.timedelta(days=n) for n in range(month.days)]
    count = counted(licenses, dates, policy.counts_free) if volume_count is None else volume_count
    found: list[Amount] = []
    for license in sorted(licenses, key=lambda each: each.code):
        days = []
        for date in dates:
            if in_term(license, date) and not paused(license, date):
                price = price_of(license, memberships[license.membership_id], licenses, date)
                days.append(Day(date, price, factor_of(license, discounts, count, policy, date), 1))
        charged_in_full = not paused(license, license.starts_on)
        found += segments(license.code, *part_of_month(policy.proration, month, license.starts_on, license.ends_on, days, charged_in_full))
    return found


def recurring(month: Month, items: list[RecurringTerms], proration: Proration) -> list[Amount]:
    """Line items without a license: a price, and never a discount (P4, P13)."""
    found: list[Amount] = []
    dates = [month.first + dt.timedelta(days=n) for n in range(month.days)]
    for item in sorted(items, key=lambda each: each.code):
        days = [Day(date, item.price, Fraction(1), 1) for date in dates if item.starts_on <= date <= (item.ends_on or dt.date.max)]
        found += segments(item.code, *part_of_month(proration, month, item.starts_on, item.ends_on, days))
    return found


def paused(license: LicenseTerms, date: dt.date) -> bool:
    return any(a <= date <= (b or dt.date.max) for a, b in license.pauses)


def in_term(license: LicenseTerms, date: dt.date) -> bool:
    return license.starts_on <= date and (license.ends_on is None or date <= license.ends_on)


def counted(licenses: list[LicenseTerms], dates: list[dt.date], counts_free: bool) -> int:
    """The volume count: on day 1, or on the first day that has anybody who counts."""
    for date in dates:
        count = sum(in_term(each, date) and (counts_free or own_price(each, date) != 0) for each in licenses)
        if count:
            return count
    return 0


def price_of(license: LicenseTerms, membership: MembershipTerms, licenses: list[LicenseTerms], date: dt.date) -> int:
    own_one = own_price(license, date)
    if own_one is not None:
        return own_one
    row = [each for each in licenses if each.membership_id == membership.id and in_term(each, date)]
    row.sort(key=lambda each: (each.starts_on, each.code))
    numbers = latest(tuple(each for each in membership.versions if each.included is not None), date)
    said = membership.included_primary if numbers is None else numbers.included
    included = 1 if said is None else said
    is_primary = [each.id for each in row].index(license.id) < included
    own = latest(license.versions, date)
    version = own or latest(membership.versions, date) or sorted(membership.versions, key=begins)[0]
    return version.primary if is_primary else version.extra


def own_price(license: LicenseTerms, date: dt.date) -> int | None:
    return license.custom_price if date <= (license.custom_price_end or dt.date.max) else None


def begins(version: PriceVersion) -> dt.date:
    return version.valid_from or dt.date.min


def latest(versions: tuple[PriceVersion, ...], date: dt.date) -> PriceVersion | None:
    past = [each for each in versions if begins(each) <= date]
    return sorted(past, key=begins)[-1] if past else None


def factor_of(license: LicenseTerms, discounts: list[ManualDiscount], count: int, policy: PricingPolicy, date: dt.date) -> Fraction:
    if license.net_price:
        return Fraction(1)
    commitment = off(policy.commitment_steps, license.commitment_months) if committed(license, date) else Fraction(0)
    volume, cap = off(policy.volume_steps, count), Fraction(policy.cap_percent) / 100
    by_hand = []
    for row in discounts:
        matches = row.license_id in (None, license.id) and row.membership_id in (None, license.membership_id)
        if matches and (row.starts_on or dt.date.min) <= date <= (row.ends_on or dt.date.max):
            by_hand.append(left_of(row.percent))
    if policy.mode is DiscountMode.BEST_OF:
        return min(1 - min(commitment, cap), 1 - min(volume, cap), *by_hand, Fraction(1))
    factor = max(1 - cap, (1 - commitment) * (1 - volume))
    for each in by_hand:
        factor *= each
    return factor


def off(steps: tuple[tuple[int, Decimal], ...], reached: int) -> Fraction:
    return max((Fraction(percent) / 100 for least, percent in steps if least <= reached), default=Fraction(0))


def committed(license: LicenseTerms, date: dt.date) -> bool:
    start = license.commitment_start or license.starts_on
    year, month0 = divmod(start.year * 12 + start.month - 1 + license.commitment_months, 12)
    day = min(start.day, calendar.monthrange(year, month0 + 1)[1])
    return start <= date < dt.date(year, month0 + 1, day)


def part_of_month(
    proration: Proration, month: Month, starts_on: dt.date, ends_on: dt.date | None, days: list[Day], charged_in_full: bool = True
) -> tuple[list[Day], int]:
    """The days as they count, and the days of which they are a part (P4); `none` charges the last month in full as it does the first, which it does not
    where the first day is paused: then the second month has nothing to give back."""
    if proration is Proration.ACTUAL or not days:
        return days, month.days
    if proration is Proration.THIRTY_DAYS:
        return days, month.days if len(days) == month.days else 30
    if days[0].date == starts_on:
        days[0] = days[0]._replace(counts=days[0].counts + starts_on.day - 1)
    if days[-1].date == ends_on:
        days[-1] = days[-1]._replace(counts=days[-1].counts + month.days - ends_on.day)
    if charged_in_full and starts_on in month.previous:
        for _unused in range(starts_on.day - 1):
            place = next((n for n, day in enumerate(days) if day.counts), None)
            if place is not None:
                days[place] = days[place]._replace(counts=days[place].counts - 1)
    return days, month.days


def segments(code: str, days: list[Day], of: int) -> list[Amount]:
    groups: list[list[Day]] = []
    for day in days:
        last = groups[-1][-1] if groups else None
        if last and last.date + ONE_DAY == day.date and last[1:3] == day[1:3]:
            groups[-1].append(day)
        else:
            groups.append([day])
    found, so_far = [], defaultdict(int)
    for group in groups:
        first, billed = group[0], sum(day.counts for day in group)
        if first.price == 0 or billed == 0:
            continue
        before = so_far[first[1:3]]
        so_far[first[1:3]] = upto = before + billed
        net = half_up(first.price * first.factor * upto / of) - half_up(first.price * first.factor * before / of)
        found.append(Amount(code, first.date, group[-1].date, billed, net))
    return found
