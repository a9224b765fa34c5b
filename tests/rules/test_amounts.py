"""Cents, and what may be done with them: rounded half away from zero, split without losing one, never across currencies."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.money import LARGEST_CENTS, Money, cents, plain, rounded, tiled
from tests.rules.oracle.exact import half_up

ZAR = "ZAR"


@pytest.mark.parametrize(
    ("over", "under", "whole"),
    [(5, 10, 1), (-5, 10, -1), (4, 10, 0), (-4, 10, 0), (15, 10, 2), (-15, 10, -2), (25, 10, 3), (0, 7, 0), (-6, 10, -1)],
)
def test_half_goes_away_from_zero(over: int, under: int, whole: int) -> None:
    assert rounded(over, under) == whole == -rounded(-over, under)


@given(st.integers(-(10**20), 10**20), st.integers(1, 10**12))
def test_rounding_is_exact_however_large(over: int, under: int) -> None:
    assert rounded(over, under) == half_up(Fraction(over, under))


def test_parts_of_a_total_sum_to_it() -> None:
    assert tiled(100, 3, [1, 2, 3]) == [33, 34, 33]
    assert tiled(-100, 3, [1, 2, 3]) == [-33, -34, -33]
    assert tiled(100, 3, []) == []


@pytest.mark.parametrize(
    ("text", "amount"),
    [("2950.00", 295000), ("0.1", 10), ("-983.33", -98333), ("7", 700), ("1e2", 10000), ("999999999999999.99", 10**17 - 1)],
)
def test_cents_of_an_amount_in_the_major_unit(text: str, amount: int) -> None:
    assert cents(text) == cents(Decimal(text)) == amount


@pytest.mark.parametrize("text", ["", "ten", "NaN", "Infinity", "1000000000000000", "-1000000000000000"])
def test_what_is_no_amount_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="is not an amount"):
        cents(text)


def test_a_third_decimal_is_refused() -> None:
    with pytest.raises(ValueError, match="more than two decimals"):
        cents("1.005")
    assert cents("1.500") == 150


@pytest.mark.parametrize(
    ("amount", "text"), [(295000, "2950.00"), (-98333, "-983.33"), (5, "0.05"), (-5, "-0.05"), (0, "0.00"), (100, "1.00")]
)
def test_cents_as_text(amount: int, text: str) -> None:
    assert plain(amount) == text
    assert cents(text) == amount


def test_money_of_one_currency_adds_up() -> None:
    ten, three = Money.of("10.00", ZAR), Money(300, ZAR)

    assert (ten + three, ten - three, -ten) == (Money(1300, ZAR), Money(700, ZAR), Money(-1000, ZAR))
    assert Money.sum([ten, three, three], ZAR) == Money(1600, ZAR)
    assert Money.sum([], ZAR) == Money.zero(ZAR) == Money(0, ZAR)
    assert (bool(ten), bool(Money.zero(ZAR))) == (True, False)
    assert (three < ten, ten < three, ten < ten, ten <= ten, ten <= three) == (True, False, False, True, False)
    assert str(Money(-98333, ZAR)) == "-983.33 ZAR"


@pytest.mark.parametrize(
    "work", [lambda a, b: a + b, lambda a, b: a - b, lambda a, b: a < b, lambda a, b: a <= b, lambda a, b: Money.sum([a, b], ZAR)]
)
def test_currencies_never_meet(work) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(ValueError, match="ZAR and EUR do not add up"):
        work(Money(1, ZAR), Money(1, "EUR"))


def test_a_factor_meets_cents_once() -> None:
    assert Money(333, ZAR).times(Fraction(1, 2)) == Money(167, ZAR)
    assert Money(-333, ZAR).times(Decimal("0.5")) == Money(-167, ZAR)
    assert Money(333, ZAR).times(3) == Money(999, ZAR)


def test_every_cent_of_a_split_goes_to_someone() -> None:
    assert Money(100, ZAR).split([1, 1, 1]) == [Money(33, ZAR), Money(34, ZAR), Money(33, ZAR)]
    assert Money(100, ZAR).split([1, 0, 3]) == [Money(25, ZAR), Money(0, ZAR), Money(75, ZAR)]
    for weights in ([], [0], [1, -1]):
        with pytest.raises(ValueError, match="more than nothing"):
            Money(100, ZAR).split(weights)
    assert Money(7, ZAR).split([1]) == [Money(7, ZAR)]


def test_one_amount_is_at_most_ten_thousand_million() -> None:
    assert plain(LARGEST_CENTS) == "10000000000.00"
