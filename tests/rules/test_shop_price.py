"""Shop prices: one rounding after all discounts, VAT inside or on top, and never twice (U1, P5, P9, P10)."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.rules.discounts import MANUAL, Factor
from app.rules.shop_price import Part, paid_by_credits, shares_of_vat, shop_price

VAT = Decimal(15)
TEN = (Factor(MANUAL, Decimal(10)),)


@pytest.mark.parametrize(
    ("unit", "quantity", "factors", "how", "found"),
    [
        (34500, 1, (), {"includes_vat": True}, (30000, 4500, 34500)),
        (34500, 3, TEN, {"includes_vat": True}, (81000, 12150, 103500)),
        (30000, 1, TEN, {"includes_vat": False}, (27000, 4050, 34500)),
        (9999, 1, (), {"includes_vat": True}, (8695, 1304, 9999)),
        (50000, 1, (), {"includes_vat": True, "taxed_later": True}, (50000, 0, 50000)),
        (333, 1, (Factor(MANUAL, Decimal("7.5")),), {"includes_vat": True}, (268, 40, 333)),
        (34500, 1, (Factor(MANUAL, Decimal(100)),), {"includes_vat": True}, (0, 0, 34500)),
    ],
)
def test_a_price_with_its_vat(unit, quantity, factors, how, found):
    price = shop_price(unit, quantity, factors, VAT, **how)
    assert (price.net, price.vat, price.list_total) == found


def test_who_is_not_registered_charges_none():
    assert shop_price(34500, 1, (), None, includes_vat=True).net == 34500


@given(st.integers(0, 10**7), st.integers(1, 99), st.decimals(0, 100, places=2), st.booleans())
def test_parts_are_the_whole_and_a_discount_never_costs(unit, quantity, percent, includes_vat):
    factors = (Factor(MANUAL, percent),)
    price = shop_price(unit, quantity, factors, VAT, includes_vat=includes_vat)
    assert price.net + price.vat == price.total <= price.list_total
    if includes_vat and not percent:
        assert price.total == unit * quantity


def test_what_was_taxed_with_the_credits_is_not_taxed_again():
    assert paid_by_credits(11500, 11500, VAT) == (Part(11500, 0, Decimal(0)),)
    assert paid_by_credits(11500, 0, VAT) == (Part(10000, 1500, VAT),)
    assert paid_by_credits(11500, 8050, VAT) == (Part(8050, 0, Decimal(0)), Part(3000, 450, VAT))
    assert paid_by_credits(0, 0, VAT) == (Part(0, 0, Decimal(0)),)


@given(st.integers(0, 10**6), st.lists(st.integers(1, 10**5), max_size=6))
def test_shares_of_vat_add_up(vat, paid):
    assert sum(shares_of_vat(vat, paid)) == (vat if paid else 0)


def test_on_an_invoice_without_vat_in_its_lines_it_is_what_such_a_line_can_be():
    tag, met = (shop_price(unit, 1, (), VAT, includes_vat=True) for unit in (1000, 34500))
    assert (tag.total, tag.on_invoice.net, tag.on_invoice.vat) == (1000, 869, 130)
    assert (met.on_invoice.net, met.on_invoice.vat) == (30000, 4500)


@given(st.integers(0, 10**7), st.booleans())
def test_on_an_invoice_it_is_at_most_a_cent_less_and_never_where_the_price_is_without_vat(unit, includes_vat):
    price = shop_price(unit, 1, (), VAT, includes_vat=includes_vat)
    assert 0 <= price.total - price.on_invoice.total <= includes_vat
