"""A second, slow pricing of licenses: every day decided by itself with exact fractions, straight from the text of P13."""

from __future__ import annotations

import calendar
import datetime as dt
from collections import defaultdict
from decimal import ROUND_HALF_UP, Decimal, localcontext
from fractions import Fraction
from typing import NamedTuple

from app.core.month import Month
from app.rules.policy import PricingPolicy
from app.rules.terms import LicenseTerms, ManualDiscount, MembershipTerms, PriceVersion


class Amount(NamedTuple):
    code: str
    starts_on: dt.date
    ends_on: dt.date
    days: int
    net: int


class Day(NamedTuple):
    date: dt.date
    price: int
    factor: Fraction


def half_up(exact: Fraction) -> int:
    """Through decimal with far more digits than any case needs, so that it shares nothing with the code under test."""
    with localcontext() as context:
        context.prec = 80
        return int((Decimal(exact.numerator) / Decimal(exact.denominator)).quantize(Decimal(1), ROUND_HALF_UP))


def priced(
    month: Month,
    licenses: list[LicenseTerms],
    memberships: dict[int, MembershipTerms],
    discounts: list[ManualDiscount],
    policy: PricingPolicy,
) -> list[Amount]:
    dates = [month.first + dt.timedelta(days=n) for n in range(month.days)]
    count = volume_count(licenses, dates)
    found: list[Amount] = []
    for license in sorted(licenses, key=lambda each: each.code):
        days = []
        for date in dates:
            if in_term(license, date) and not any(a <= date <= (b or dt.date.max) for a, b in license.pauses):
                price = price_of(license, memberships[license.membership_id], licenses, date)
                days.append(Day(date, price, factor_of(license, discounts, count, policy, date)))
        found += segments(license.code, days, month.days)
    return found


def in_term(license: LicenseTerms, date: dt.date) -> bool:
    return license.starts_on <= date and (license.ends_on is None or date <= license.ends_on)


def volume_count(licenses: list[LicenseTerms], dates: list[dt.date]) -> int:
    for date in dates:
        count = sum(in_term(each, date) for each in licenses)
        if count:
            return count
    return 0


def price_of(license: LicenseTerms, membership: MembershipTerms, licenses: list[LicenseTerms], date: dt.date) -> int:
    if license.custom_price is not None and date <= (license.custom_price_end or dt.date.max):
        return license.custom_price
    row = [each for each in licenses if each.membership_id == membership.id and in_term(each, date)]
    row.sort(key=lambda each: (each.starts_on, each.code))
    included = 1 if membership.included_primary is None else membership.included_primary
    is_primary = [each.id for each in row].index(license.id) < included
    own = latest(license.versions, date)
    version = own or latest(membership.versions, date) or sorted(membership.versions, key=begins)[0]
    return version.primary if is_primary else version.extra


def begins(version: PriceVersion) -> dt.date:
    return version.valid_from or dt.date.min


def latest(versions: tuple[PriceVersion, ...], date: dt.date) -> PriceVersion | None:
    past = [each for each in versions if begins(each) <= date]
    return sorted(past, key=begins)[-1] if past else None


def factor_of(license: LicenseTerms, discounts: list[ManualDiscount], count: int, policy: PricingPolicy, date: dt.date) -> Fraction:
    if license.net_price:
        return Fraction(1)
    commitment = off(policy.commitment_steps, license.commitment_months) if committed(license, date) else Fraction(0)
    factor = max(1 - Fraction(policy.cap_percent) / 100, (1 - commitment) * (1 - off(policy.volume_steps, count)))
    for row in discounts:
        matches = row.license_id in (None, license.id) and row.membership_id in (None, license.membership_id)
        if matches and (row.starts_on or dt.date.min) <= date <= (row.ends_on or dt.date.max):
            factor *= 1 - Fraction(row.percent) / 100
    return factor


def off(steps: tuple[tuple[int, Decimal], ...], reached: int) -> Fraction:
    return max((Fraction(percent) / 100 for least, percent in steps if least <= reached), default=Fraction(0))


def committed(license: LicenseTerms, date: dt.date) -> bool:
    start = license.commitment_start or license.starts_on
    year, month0 = divmod(start.year * 12 + start.month - 1 + license.commitment_months, 12)
    day = min(start.day, calendar.monthrange(year, month0 + 1)[1])
    return start <= date < dt.date(year, month0 + 1, day)


def segments(code: str, days: list[Day], of: int) -> list[Amount]:
    groups: list[list[Day]] = []
    for day in days:
        last = groups[-1][-1] if groups else None
        if last and last.date + dt.timedelta(days=1) == day.date and last[1:] == day[1:]:
            groups[-1].append(day)
        else:
            groups.append([day])
    found, so_far = [], defaultdict(int)
    for group in groups:
        first = group[0]
        if first.price == 0:
            continue
        before = so_far[first[1:]]
        so_far[first[1:]] = upto = before + len(group)
        net = half_up(first.price * first.factor * upto / of) - half_up(first.price * first.factor * before / of)
        found.append(Amount(code, first.date, group[-1].date, len(group), net))
    return found
