"""Commitment, volume, manual discounts and their cap (P5, P13)."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from app.core.month import Month
from app.rules.discounts import CAP, COMMITMENT, MANUAL, VOLUME
from app.rules.policy import DiscountMode, PricingPolicy
from app.rules.terms import ManualDiscount
from tests.rules.terms_of import LONG_AGO, june, license, nets, priced, spans

START = dt.date(2026, 1, 1)


def percents(months: int = 0, members: int = 1, **more: object) -> list[tuple[str, str]]:
    lines = priced([license(1, commitment_months=months, commitment_start=START)], volume_count=members, **more).lines
    return [(each.rule, str(each.percent)) for each in lines[0].factors]


@pytest.mark.parametrize(("months", "percent"), [(6, "5"), (7, "5"), (11, "5"), (12, "10"), (23, "10"), (24, "15"), (60, "15")])
def test_the_largest_step_not_above_the_months(months: int, percent: str) -> None:
    assert percents(months) == [(COMMITMENT, percent)]


@pytest.mark.parametrize(
    ("members", "percent"),
    [(5, "5"), (9, "5"), (10, "10"), (19, "10"), (20, "12.5"), (49, "12.5"), (50, "15"), (500, "15")],
)
def test_volume_steps(members: int, percent: str) -> None:
    assert percents(members=members) == [(VOLUME, percent)]


def test_no_discount_is_no_factor() -> None:
    assert percents(months=2, members=4) == []


@pytest.mark.parametrize(
    ("start", "months", "last"),
    [(dt.date(2026, 1, 31), 1, 27), (dt.date(2028, 1, 31), 1, 28), (dt.date(2026, 1, 15), 1, 14), (dt.date(2025, 11, 30), 3, 27)],
)
def test_a_commitment_ends_the_day_before_the_same_day_of_the_month(start: dt.date, months: int, last: int) -> None:
    policy = PricingPolicy(commitment_steps=((1, Decimal(10)),))
    february = Month(start.year + (start.month > 6), 2)
    lines = priced([license(1, start, commitment_months=months)], month=february, policy=policy).lines

    assert lines[0].ends_on.day == last
    assert [each.percent for each in lines[0].factors] == [Decimal(10)]
    assert lines[1].factors == ()


def test_volume_counts_the_first_active_day_when_nobody_is_there_on_day_one() -> None:
    joining = [license(n, june(12)) for n in range(1, 6)]

    assert priced(joining).volume_count == 5
    assert priced([*joining[:4], license(5, june(13))]).volume_count == 4
    assert priced([license(9, ends_on=june(1)), *joining]).volume_count == 1


def test_volume_counts_paused_and_free_licenses() -> None:
    quiet = [license(n, pauses=((LONG_AGO, None),)) for n in (1, 2)] + [license(n, custom_price=0) for n in (3, 4)]

    assert percents_of(priced([*quiet, license(5)]).lines) == [(VOLUME, "5")]


def test_where_the_house_says_so_only_what_is_not_free_counts() -> None:
    """From the day on which its own price of 0 ends a license counts as any other; with nobody on day one, the first day with somebody does."""
    policy = PricingPolicy(counts_free=False)
    free, cheap = [license(n, custom_price=0) for n in (1, 2)], license(3, custom_price=1)
    assert priced([*free, cheap, license(4)], policy=policy).volume_count == 2
    assert priced([*free, license(3, custom_price=0, custom_price_end=dt.date(2026, 5, 31))], policy=policy).volume_count == 1
    assert priced([*free, license(3, custom_price=0, custom_price_end=june(10)), license(4, june(20))], policy=policy).volume_count == 1
    assert priced(free, policy=policy).volume_count == 0


def test_the_cap_holds_commitment_and_volume_and_never_a_manual_discount() -> None:
    policy = PricingPolicy(commitment_steps=((1, Decimal(40)),), volume_steps=((1, Decimal(30)),))
    lines = priced([license(1, START, commitment_months=24)], policy=policy, discounts=[ManualDiscount(Decimal(20), reason="pilot")]).lines

    assert nets(lines) == [118000]
    assert percents_of(lines) == [(CAP, "50"), (MANUAL, "20")]
    assert [(part.rule, str(part.percent)) for part in lines[0].factors[0].parts] == [(COMMITMENT, "40"), (VOLUME, "30")]
    assert lines[0].factors[1].reason == "pilot"


def test_best_of_takes_the_largest_alone() -> None:
    policy = PricingPolicy(mode=DiscountMode.BEST_OF)
    manual = [ManualDiscount(Decimal("7.5"))]

    assert percents(12, 6, policy=policy, discounts=manual) == [(COMMITMENT, "10")]
    assert percents(0, 6, policy=policy, discounts=manual) == [(MANUAL, "7.5")]
    assert percents(policy=policy) == []


def test_what_just_reaches_the_cap_is_not_capped_and_one_alone_stands_for_itself() -> None:
    for mode in DiscountMode:
        policy = PricingPolicy(mode=mode, commitment_steps=((1, Decimal(50)),))
        lines = priced([license(1, START, commitment_months=24)], policy=policy).lines
        assert [(each.rule, each.percent, each.parts) for each in lines[0].factors] == [(COMMITMENT, Decimal(50), ())]


def test_multiplying_is_not_adding() -> None:
    lines = priced([license(1, commitment_months=12, commitment_start=START)], volume_count=5).lines

    assert nets(lines) == [252225] != [250750]


def test_a_row_applies_where_all_its_filled_columns_match() -> None:
    rows = [
        ManualDiscount(Decimal(10), license_id=1),
        ManualDiscount(Decimal(20), membership_id=1),
        ManualDiscount(Decimal(50), license_id=1, membership_id=2),
    ]
    assert nets(priced([license(1, custom_price=10000), license(2, custom_price=10000)], discounts=rows).lines) == [7200, 8000]


def test_a_window_is_inclusive_and_splits_the_line() -> None:
    launch = ManualDiscount(Decimal(10), june(10), june(20))

    assert spans(priced([license(1, custom_price=300000)], discounts=[launch]).lines) == [(1, 9, 90000), (10, 20, 99000), (21, 30, 100000)]


def test_windows_that_make_the_same_product_do_not_split() -> None:
    rows = [ManualDiscount(Decimal(10), None, june(15), reason="one"), ManualDiscount(Decimal(10), june(16), reason="other")]
    lines = priced([license(1)], discounts=rows).lines

    assert spans(lines) == [(1, 30, 265500)]
    assert lines[0].factors[0].reason == "one"


def test_a_net_price_takes_no_discount_with_or_without_a_custom_price() -> None:
    rows = [ManualDiscount(Decimal(50))]
    terms = {"commitment_months": 24, "commitment_start": START, "net_price": True}

    assert nets(priced([license(1, **terms), license(2, custom_price=777, **terms)], discounts=rows, volume_count=50).lines) == [
        295000,
        777,
    ]


def percents_of(lines: list) -> list[tuple[str, str]]:
    return [(each.rule, str(each.percent)) for each in lines[-1].factors]
