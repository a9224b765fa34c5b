"""A lost answer is read off the balance only where it leaves no doubt (I10)."""

from __future__ import annotations

import pytest

from app.rules.print_credit import Arrival, arrival


@pytest.mark.parametrize(
    ("before", "after", "found"),
    [
        (10000, 15000, Arrival.ARRIVED),
        (10000, 10000, Arrival.MISSING),
        (10000, 14920, Arrival.UNCLEAR),
        (10000, 9920, Arrival.UNCLEAR),
        (-5000, 0, Arrival.ARRIVED),
        (10000, 20000, Arrival.UNCLEAR),
    ],
)
def test_where_the_balance_went(before, after, found):
    assert arrival(before, after, 5000) is found
