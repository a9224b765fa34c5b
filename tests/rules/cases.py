"""Hypothesis: organisations with awkward licenses, around one month."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import NamedTuple

from hypothesis import strategies as st

from app.core.month import Month
from app.rules.policy import PricingPolicy
from app.rules.terms import LicenseTerms, ManualDiscount, MembershipTerms, PriceVersion

PERCENTS = [Decimal(text) for text in ("0", "2.25", "3", "7.5", "10", "20", "33.3", "50", "100")]
PRICES = [0, 1, 5, 9999, 79000, 99000, 123457, 245000, 295000, 1833333]
GENEROUS = PricingPolicy(commitment_steps=((1, Decimal(40)),), volume_steps=((2, Decimal("12.5")), (4, Decimal(30))))


class Case(NamedTuple):
    month: Month
    licenses: list[LicenseTerms]
    memberships: dict[int, MembershipTerms]
    discounts: list[ManualDiscount]
    policy: PricingPolicy


def dates(month: Month) -> st.SearchStrategy[dt.date]:
    """Mostly inside the month, often its edges, sometimes well before or after."""
    inside = st.integers(0, month.days - 1).map(lambda n: month.first + dt.timedelta(days=n))
    around = st.integers(-430, 60).map(lambda n: month.first + dt.timedelta(days=n))
    return st.one_of(inside, st.sampled_from([month.first, month.last, month.first - dt.timedelta(days=1)]), around)


@st.composite
def memberships(draw: st.DrawFn, month: Month, number: int) -> MembershipTerms:
    days = draw(st.lists(st.one_of(st.none(), dates(month)), min_size=1, max_size=3, unique=True))
    numbers = st.sampled_from([None, None, 0, 1, 2])
    versions = tuple(PriceVersion(day, draw(st.sampled_from(PRICES)), draw(st.sampled_from(PRICES)), draw(numbers)) for day in days)
    return MembershipTerms(number, f"M{number}", draw(st.sampled_from([None, 0, 1, 2])), versions)


@st.composite
def licenses(draw: st.DrawFn, month: Month, number: int) -> LicenseTerms:
    starts_on = draw(dates(month))
    lengths = st.one_of(st.none(), st.integers(0, 60), st.integers(300, 500))
    length = draw(lengths)
    pauses = []
    for begins in draw(st.lists(dates(month), max_size=2)):
        span = draw(st.one_of(st.none(), st.integers(0, 12)))
        pauses.append((begins, None if span is None else begins + dt.timedelta(days=span)))
    own = draw(st.lists(dates(month), max_size=1))
    return LicenseTerms(
        number,
        draw(st.sampled_from(["A", "B"])) + f"{number:02d}",
        draw(st.integers(1, 2)),
        starts_on,
        None if length is None else starts_on + dt.timedelta(days=length),
        tuple(pauses),
        draw(st.sampled_from([0, 0, 1, 2, 3, 7, 12, 24])),
        draw(st.one_of(st.none(), dates(month))),
        draw(st.one_of(st.none(), st.none(), st.sampled_from(PRICES))),
        draw(st.one_of(st.none(), dates(month))),
        draw(st.sampled_from([False, False, False, True])),
        tuple(PriceVersion(day, draw(st.sampled_from(PRICES)), draw(st.sampled_from(PRICES))) for day in own),
    )


@st.composite
def discounts(draw: st.DrawFn, month: Month, count: int) -> ManualDiscount:
    return ManualDiscount(
        draw(st.sampled_from(PERCENTS)),
        draw(st.one_of(st.none(), dates(month))),
        draw(st.one_of(st.none(), dates(month))),
        draw(st.one_of(st.none(), st.integers(1, count))),
        draw(st.one_of(st.none(), st.integers(1, 2))),
    )


@st.composite
def cases(draw: st.DrawFn) -> Case:
    month = draw(st.sampled_from([Month(2026, 6), Month(2026, 2), Month(2028, 2), Month(2026, 7)]))
    count = draw(st.integers(1, 7))
    return Case(
        month,
        [draw(licenses(month, number)) for number in range(1, count + 1)],
        {number: draw(memberships(month, number)) for number in (1, 2)},
        draw(st.lists(discounts(month, count), max_size=3)),
        draw(st.sampled_from([PricingPolicy(), GENEROUS])),
    )
