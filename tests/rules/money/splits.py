"""However a month is split, the parts of one price are the whole of it."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator
from fractions import Fraction
from itertools import pairwise
from random import Random
from typing import Any

from app.core.money import Money, tiled
from app.core.month import Month
from app.rules.policy import PricingPolicy
from app.rules.price_licenses import price_licenses
from app.rules.proration import net_of, prorated
from app.rules.shop_price import shares_of_vat
from app.rules.terms import LicenseTerms, ManualDiscount, MembershipTerms, PriceVersion
from tests.rules.money import draws
from tests.rules.oracle.exact import half_up, left_of


def split(chance: Random) -> Iterator[tuple[str, Any, Any]]:
    month, price, percent = draws.month(chance), draws.signed(chance), draws.percent(chance)
    cuts = sorted(chance.sample(range(1, month.days), chance.randint(0, 6)))
    marks = [0, *cuts, month.days]
    whole = half_up(price * left_of(percent))
    ratio = left_of(percent).as_integer_ratio()
    parts = [net_of(price, *ratio, upto - before, month.days, before) for before, upto in pairwise(marks)]
    yield "parts of a month", sum(parts), whole
    first = chance.randint(0, len(parts))
    yield "first parts", sum(parts[:first]), half_up(price * left_of(percent) * marks[first] / month.days)

    yield "tiles", sum(tiled(price, month.days, marks[1:])), price
    weights = [upto - before for before, upto in pairwise(marks)]
    yield "shares", sum(each.cents for each in Money(price, "ZAR").split(weights)), price
    if price >= 0:
        yield "shares of VAT", sum(shares_of_vat(whole, weights)), whole

    spans = [(month.first + dt.timedelta(days=before), month.first + dt.timedelta(days=upto - 1)) for before, upto in pairwise(marks)]
    for proration in {draws.policy(chance).proration}:
        days, of = prorated(proration, month, (dt.date(2020, 1, 1), None), spans)
        yield f"days of a whole month, {proration}", (sum(days), of), (month.days, month.days)
    if chance.random() < 0.3:
        yield from _of_a_license(chance, month, price, spans)


def _of_a_license(chance: Random, month: Month, price: int, spans: list[tuple[dt.date, dt.date]]) -> Iterator[tuple[str, Any, Any]]:
    """Every second part has a discount, and some days are in a pause: what is billed with each factor is one price for all its days."""
    percent, paused = draws.percent(chance), spans[1:2] if len(spans) > 2 and chance.random() < 0.5 else []
    windows = [ManualDiscount(percent, *span) for span in spans[::2]]
    terms = LicenseTerms(1, "L", 1, dt.date(2020, 1, 1), pauses=tuple(paused))
    membership = MembershipTerms(1, "M", 1, (PriceVersion(None, abs(price), 0),))
    lines = price_licenses(month, [terms], {1: membership}, windows, PricingPolicy()).lines

    days: dict[Fraction, int] = defaultdict(int)
    for place, (first, last) in enumerate(spans):
        if (first, last) not in paused:
            days[left_of(percent) if place % 2 == 0 else Fraction(1)] += (last - first).days + 1
    billed: dict[Fraction, int] = defaultdict(int)
    for line in lines:
        billed[left_of(line.factors[0].percent) if line.factors else Fraction(1)] += line.net
    expected = {factor: half_up(abs(price) * factor * count / month.days) for factor, count in days.items() if price}
    yield "a price for all its days", dict(sorted(billed.items())), dict(sorted(expected.items()))
