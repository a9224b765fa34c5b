"""What payments pay, what a sale costs, what a deposit that is kept comes to, and how a price rises: P6, P9, P10, U1, D4."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from random import Random
from typing import Any

from app.rules.allocation import Owed, allocated, chosen
from app.rules.deposits import kept, proposed
from app.rules.discounts import MANUAL, Factor
from app.rules.escalation import escalated
from app.rules.shop_price import paid_by_credits, shop_price
from tests.rules.money import draws
from tests.rules.oracle.exact import half_up, left_of
from tests.rules.oracle.taxes import Taxed, largest_charge, taxed
from tests.rules.oracle.wallets import allocated as expected_allocation

DUE = dt.date(2026, 6, 1)


def payment(chance: Random) -> Iterator[tuple[str, Any, Any]]:
    owed = [
        Owed(number, DUE + chance.randint(0, 3) * draws.ONE_DAY, draws.cents(chance))
        for number in chance.sample(range(1, 50), chance.randint(0, 6))
    ]
    cents = max(1, chance.choice((draws.cents(chance), sum(each.cents for each in owed) + chance.randint(-1, 1))))
    found, (parts, credit) = allocated(cents, owed), expected_allocation(cents, owed)
    yield "pays", (list(found.parts), found.credit_cents), (list(parts.items()), credit)
    yield "the same by hand", chosen(cents, parts), found
    yield from _sale(chance)
    yield from _kept(chance)
    price, percent, step = draws.cents(chance), draws.percent(chance), chance.choice((1, 1, 100, 500, 1000))
    yield "rises", escalated(price, percent, step), half_up(price * (2 - left_of(percent)) / step) * step


def _sale(chance: Random) -> Iterator[tuple[str, Any, Any]]:
    unit, quantity, includes = draws.cents(chance), chance.randint(1, 20), chance.random() < 0.5
    percent, later = draws.vat_percent(chance), chance.random() < 0.2
    off = [draws.percent(chance) for _ in range(chance.randint(0, 2))]
    found = shop_price(unit, quantity, [Factor(MANUAL, each) for each in off], percent, includes_vat=includes, taxed_later=later)
    left = Fraction(1)
    for each in off:
        left *= left_of(each)
    rate = None if later else percent
    yield "sold", (found.net, found.vat), taxed(half_up(unit * quantity * left), rate, includes)
    yield "list price", found.list_total, sum(taxed(unit * quantity, rate, includes))
    billed, most = found.on_invoice, largest_charge(found.total, rate or Decimal(0))
    yield "on an invoice never more, and a cent less at most", (billed.net, billed.vat), most
    before = chance.randint(0, found.total)
    paid = paid_by_credits(found.total, before, percent)
    yield "paid by credits", sum(part.net + part.vat for part in paid), found.total
    yield "taxed once", sum(part.vat for part in paid), taxed(found.total - before, percent, True).vat


def _kept(chance: Random) -> Iterator[tuple[str, Any, Any]]:
    amount, percent = draws.cents(chance), draws.vat_percent(chance)
    found = kept(amount, percent)
    yield "kept of a deposit", Taxed(found.net, found.vat), Taxed(amount, 0) if percent is None else largest_charge(amount, percent)
    yield "no cent is lost", sum(found), amount
    months, asked = chance.choice((None, Decimal("1.5"), Decimal(2))), chance.choice((None, draws.cents(chance)))
    yield "asked", proposed(amount, months, asked), asked if asked is not None else half_up(amount * Fraction(months or 0))
