"""Thousands of amounts agree with the oracle to the cent, lines sum to their document, what is given back is what was charged."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.core.month import Month
from app.rules.adhoc_lines import adhoc_lines
from app.rules.document import totals
from app.rules.proration import net_of
from app.rules.recurring_lines import recurring_lines
from app.rules.terms import AdhocTerms, RecurringTerms
from app.rules.vat import with_vat
from benchmarks.drills import money
from benchmarks.drills.money_faults import FAULTS, planted
from tests.rules.money import KINDS, differences, documents, kind_of
from tests.rules.oracle.exact import half_up, left_of
from tests.rules.oracle.taxes import Taxed, charge, taxed

JUNE = Month(2026, 6)
amounts = st.integers(-(10**9), 10**9)
percents = st.decimals(0, 100, places=2)
quantities = st.decimals(Decimal("0.001"), 1000, places=3)


@settings(max_examples=3000, deadline=None)
@given(amounts, quantities, amounts, st.integers(0, 29), percents, st.booleans(), st.integers(1, 10**6))
def test_price_quantity_part_of_a_month_and_vat_agree_with_the_oracle(
    unit: int, quantity: Decimal, price: int, joined: int, percent: Decimal, inclusive: bool, seed: int
) -> None:
    charged = AdhocTerms(1, "C", JUNE.first, "", quantity, unit)
    item = RecurringTerms(1, "I", "", price, JUNE.first + dt.timedelta(days=joined))

    lines = with_vat([*recurring_lines(JUNE, [item]), *adhoc_lines([charged])], percent, inclusive=inclusive)

    exact = [half_up(Fraction(price * (30 - joined), 30))] if price else []
    expected = [taxed(amount, percent, inclusive) for amount in [*exact, charge(charged)]]
    assert [(line.net, line.vat) for line in lines] == expected
    assert totals(lines).total == sum(line.net + line.vat for line in lines) == sum(sum(each) for each in expected)
    for what, found, wanted in documents.given_back(Random(seed), Taxed(lines[-1].net, lines[-1].vat)):
        assert found == wanted, what


@settings(max_examples=2000, deadline=None)
@given(amounts, st.lists(percents, max_size=3), st.sampled_from([28, 29, 30, 31]), st.sets(st.integers(1, 27), max_size=8))
def test_discounts_are_one_factor_and_any_split_of_a_month_sums_to_the_whole(
    price: int, off: list[Decimal], of: int, cuts: set[int]
) -> None:
    left = left_of(0)
    for each in off:
        left *= left_of(each)
    marks = [0, *sorted(cuts), of]
    parts = [net_of(price, *left.as_integer_ratio(), upto - before, of, before) for before, upto in pairwise(marks)]

    assert sum(parts) == half_up(price * left)
    assert sum(parts[:-1]) == half_up(price * left * marks[-2] / of)


@pytest.mark.parametrize("kind", KINDS)
def test_seeded_cases_of_each_kind_agree_with_the_oracle(kind: str) -> None:
    """The first of those that the drill `money` plays."""
    for number in [each for each in range(3000) if kind_of(each) == kind]:
        assert not differences(kind, Random(f"1:{number}")), f"python3 run.py drill money --case {number}"


@pytest.mark.parametrize("fault", FAULTS)
def test_what_is_planted_is_found_and_told_with_the_case_that_shows_it(fault: str, capsys: pytest.CaptureFixture[str]) -> None:
    with planted(fault):
        case = next(number for number in range(5000) if differences(kind_of(number), Random(f"1:{number}")))
        assert money.compared("1", range(case, case + 1))["differences"] == 1
    told = "".join(capsys.readouterr())
    assert f"--seed 1 --case {case}\n" in told
    assert money.compared("1", range(case, case + 1))["differences"] == 0
