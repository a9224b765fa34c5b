"""Credits follow their line: credit + kept = billed, to the cent (I11, invariant 3)."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.rules.credit_notes import Credit, IssuedLine, MoreThanLeft, credit, kept
from app.rules.vat import vat_on

NETS = st.integers(-10_000_000, 10_000_000).filter(bool)


def test_a_full_credit_takes_everything_back() -> None:
    assert credit(IssuedLine(252225, 37834)) == Credit(-252225, -37834)
    assert credit(IssuedLine(-98333, -14750)) == Credit(98333, 14750)
    assert credit(IssuedLine(0, 0)) == Credit(0, 0)


def test_a_second_part_takes_its_own_share_of_the_vat() -> None:
    assert credit(IssuedLine(10000, 1500, 2500, 375), 2500) == Credit(-2500, -375)


@given(NETS, st.lists(st.integers(1, 999), max_size=6), st.sampled_from([Decimal(15), Decimal("0.2"), Decimal(21)]))
def test_any_partial_credits_and_the_rest_sum_to_what_was_billed(net: int, shares: list[int], percent: Decimal) -> None:
    vat = vat_on(net, percent)
    line, given_back = IssuedLine(net, vat), []
    for share in shares:
        left, _ = kept(line)
        part = left * share // 1000
        if part * left > 0:
            given_back.append(credit(line, part))
            line = line._replace(credited_net=-sum(c.net for c in given_back), credited_vat=-sum(c.vat for c in given_back))
            assert 2 * abs(line.credited_vat * net - vat * line.credited_net) <= abs(net)  # within half a cent of its share
            assert 0 <= kept(line)[1] * (1 if net > 0 else -1) <= abs(vat)
    left_net, left_vat = kept(line)
    assert sum(c.net for c in given_back) == left_net - net
    assert sum(c.vat for c in given_back) == left_vat - vat
    last = credit(line)
    assert (last.net, last.vat) == (-left_net, -left_vat)


@pytest.mark.parametrize("asked", [100001, 0, -1])
def test_more_than_is_left_nothing_or_the_wrong_sign_is_refused(asked: int) -> None:
    with pytest.raises(MoreThanLeft) as refused:
        credit(IssuedLine(200000, 30000, 100000, 15000), asked)
    assert refused.value.left == 100000


def test_a_line_that_is_credited_whole_has_nothing_left() -> None:
    with pytest.raises(MoreThanLeft) as refused:
        credit(IssuedLine(100, 15, 100, 15), 1)
    assert refused.value.left == 0
