"""Extras of bookings: one rounding, VAT inside or on top, a charge that is never more than was promised, and the fee of the room (B7, B8, W8)."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.rules.cancellation import fee_and_refund, fee_of
from app.rules.extras import extra_price, on_charge
from app.rules.vat import vat_on

VAT = Decimal(15)


@pytest.mark.parametrize(
    ("unit", "quantity", "includes_vat", "percent", "total", "net"),
    [
        (2500, 8, True, VAT, 20000, 17391),
        (2500, 8, False, VAT, 23000, 20000),
        (333, 1, False, VAT, 383, 333),
        (1000, 1, True, VAT, 1000, 869),  # 8.70 would come to 10.01
        (2500, 8, True, Decimal(0), 20000, 20000),
        (2500, 0, True, VAT, 0, 0),
        (0, 8, True, VAT, 0, 0),
    ],
)
def test_a_price_and_what_its_charge_says(unit, quantity, includes_vat, percent, total, net):
    assert extra_price(unit, quantity, percent, includes_vat=includes_vat) == total
    assert on_charge(total, percent) == net


@given(st.integers(0, 10**7), st.integers(0, 999), st.sampled_from([Decimal(0), VAT, Decimal(21), Decimal("17.5")]), st.booleans())
def test_the_invoice_bears_what_was_promised_or_a_cent_less(unit, quantity, percent, includes_vat):
    total = extra_price(unit, quantity, percent, includes_vat=includes_vat)
    net = on_charge(total, percent)
    assert total - (net + vat_on(net, percent)) in (0, 1)
    if not includes_vat:
        assert net == unit * quantity


@pytest.mark.parametrize(
    ("cost", "back", "least", "fee"),
    [(1661, 50, 0, 831), (20000, 100, 0, 0), (20000, 100, 10000, 10000), (20000, 0, 10000, 20000), (5000, 100, 10000, 5000)],
)
def test_a_fee_is_never_less_than_an_earlier_change_has_fixed_nor_more_than_the_cost(cost, back, least, fee):
    assert fee_of(cost, Decimal(back), least) == fee


def test_without_an_earlier_change_it_is_the_fee_of_the_policy():
    assert fee_of(1661, Decimal(50), 0) == fee_and_refund(1661, Decimal(50)).fee
