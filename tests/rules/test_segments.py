"""Where a month is cut, what is joined again, and how the parts are rounded (P1, P4, P13)."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from app.core.month import Month
from app.rules.policy import PricingPolicy, Proration
from app.rules.price_licenses import FIRST_VERSION
from app.rules.terms import ManualDiscount, PriceVersion
from tests.rules.terms_of import HOT, LONG_AGO, june, license, membership, nets, priced, spans


@pytest.mark.parametrize(
    ("month", "net"), [(Month(2026, 2), 10536), (Month(2028, 2), 10172), (Month(2026, 6), 9833), (Month(2026, 7), 9516)]
)
def test_one_day_of_months_of_every_length(month: Month, net: int) -> None:
    day = month.first + dt.timedelta(days=9)

    assert nets(priced([license(1, day, day)], month=month).lines) == [net]


def test_dates_are_inclusive_and_outside_is_nothing() -> None:
    assert spans(priced([license(1, june(30))]).lines) == [(30, 30, 9833)]
    assert spans(priced([license(1, ends_on=june(1))]).lines) == [(1, 1, 9833)]
    assert priced([license(1, dt.date(2026, 7, 1)), license(2, ends_on=dt.date(2026, 5, 31))]).lines == []


def test_a_pause_that_spans_months_leaves_out_its_days() -> None:
    paused = license(1, pauses=((dt.date(2026, 5, 20), june(10)), (june(25), dt.date(2026, 7, 3))))

    assert spans(priced([paused]).lines) == [(11, 24, 137667)]
    assert spans(priced([paused], month=Month(2026, 7)).lines) == [(4, 31, 266452)]


def test_a_pause_without_an_end_stays_and_one_before_the_start_is_nothing() -> None:
    assert spans(priced([license(1, pauses=((june(11), None),))]).lines) == [(1, 10, 98333)]
    assert spans(priced([license(1, june(12), pauses=((june(7), june(8)),))]).lines) == [(12, 30, 186833)]


def test_a_price_version_splits_and_an_equal_one_does_not() -> None:
    risen = membership((LONG_AGO, 300000, 1), (june(16), 330000, 1))
    same = membership((LONG_AGO, 300000, 1), (june(16), 300000, 2))

    assert spans(priced([license(1)], risen).lines) == [(1, 15, 150000), (16, 30, 165000)]
    assert spans(priced([license(1)], same).lines) == [(1, 30, 300000)]


def test_a_price_that_comes_back_is_rounded_cumulatively() -> None:
    there_and_back = membership((LONG_AGO, 100, 1), (june(11), 200, 1), (june(21), 100, 1))

    assert nets(priced([license(1)], there_and_back).lines) == [33, 67, 34]


def test_parts_between_equal_discount_windows_are_rounded_together() -> None:
    half = ManualDiscount(Decimal(50), june(11), june(20))

    assert nets(priced([license(1, custom_price=100)], discounts=[half]).lines) == [33, 17, 34]


def test_days_before_the_first_version_take_it_with_a_warning() -> None:
    late = membership((june(10), 300000, 1), (june(20), 600000, 1))
    found = priced([license(1, june(4))], late)

    assert spans(found.lines) == [(4, 19, 160000), (20, 30, 220000)]
    assert [(each.kind, each.code, each.starts_on, each.ends_on) for each in found.warnings] == [(FIRST_VERSION, "L001", june(4), june(9))]


def test_a_custom_price_needs_no_version_and_gives_no_warning() -> None:
    late = membership((june(10), 300000, 1))

    assert priced([license(1, custom_price=5000)], late).warnings == []
    assert priced([license(1)]).warnings == []


def test_custom_price_then_own_version_then_membership() -> None:
    own = (PriceVersion(june(11), 360000, 1),)

    assert spans(priced([license(1, versions=own)]).lines) == [(1, 10, 98333), (11, 30, 240000)]
    custom = license(1, versions=own, custom_price=30000, custom_price_end=june(20))
    assert spans(priced([custom]).lines) == [(1, 20, 20000), (21, 30, 120000)]


def test_price_zero_makes_no_line_and_all_off_makes_one_of_nothing() -> None:
    assert priced([license(1, custom_price=0)]).lines == []
    assert nets(priced([license(1)], discounts=[ManualDiscount(Decimal(100))]).lines) == [0]


def test_a_license_moved_between_locations_bills_each_its_days() -> None:
    here, there = license(1, ends_on=june(12)), license(2, june(13))

    assert nets([*priced([here]).lines, *priced([there]).lines]) == [118000, 177000]


@pytest.mark.parametrize(
    ("month", "terms", "net"),
    [
        (Month(2026, 1), license(1, dt.date(2026, 1, 12)), 196667),
        (Month(2026, 1), license(1), 295000),
        (Month(2026, 2), license(1), 295000),
        (Month(2026, 1), license(1, dt.date(2026, 1, 2)), 295000),
    ],
)
def test_a_thirty_day_month_when_the_location_wants_it(month: Month, terms: object, net: int) -> None:
    policy = PricingPolicy(proration=Proration.THIRTY_DAYS)

    assert nets(priced([terms], month=month, policy=policy).lines) == [net]


def test_no_proration_charges_the_first_month_in_full_and_takes_the_unused_days_off_the_second() -> None:
    policy, joined = PricingPolicy(proration=Proration.NONE), license(1, june(12), dt.date(2026, 8, 4))

    assert [nets(priced([joined], HOT, month=Month(2026, number), policy=policy).lines) for number in (6, 7, 8, 9)] == [
        [295000],
        [190323],
        [295000],
        [],
    ]


def test_no_proration_gives_back_only_days_that_the_first_month_charged() -> None:
    """Begun in a pause the first month is billed by its days, or not at all: nothing of it was unused."""
    policy = PricingPolicy(proration=Proration.NONE)
    for paused_until, first in ((20, [98333]), (30, [])):
        joined = license(1, june(12), pauses=((june(12), june(paused_until)),))
        assert [nets(priced([joined], HOT, month=Month(2026, number), policy=policy).lines) for number in (6, 7)] == [first, [295000]]
