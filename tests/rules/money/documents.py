"""Price, quantity, VAT, discounts and part of a month, of a line and of a document; and what is given back of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal
from random import Random
from typing import Any

from app.core.money import rounded
from app.rules.adhoc_lines import adhoc_lines
from app.rules.credit_notes import Credit, IssuedLine, credit, kept
from app.rules.document import totals
from app.rules.price_licenses import price_licenses
from app.rules.proration import net_of
from app.rules.recurring_lines import recurring_lines
from app.rules.terms import AdhocTerms, RecurringTerms
from app.rules.vat import vat_on, vat_within, with_vat
from tests.rules.money import draws
from tests.rules.oracle import licenses as oracle
from tests.rules.oracle.exact import half_up, left_of
from tests.rules.oracle.taxes import Taxed, charge, share_of_vat, taxed


def line(chance: Random) -> Iterator[tuple[str, Any, Any]]:
    """One amount, all the way: price x factors x days / D, VAT, and parts of it given back."""
    price, of = draws.signed(chance), chance.choice((28, 29, 30, 31))
    days, off = chance.randint(0, of), [draws.percent(chance) for _ in range(chance.randint(0, 3))]
    exact = left_of(0)
    for percent in off:
        exact *= left_of(percent)
    net = net_of(price, *exact.as_integer_ratio(), days, of)
    yield "net", net, half_up(price * exact * days / of)
    percent, inclusive = draws.vat_percent(chance) or Decimal(0), chance.random() < 0.3
    found = vat_within(net, percent) if inclusive else (net, vat_on(net, percent))
    yield "VAT", found, taxed(net, percent, inclusive)
    yield from given_back(chance, Taxed(*found))


def document(chance: Random) -> Iterator[tuple[str, Any, Any]]:
    """A license, charges by quantity and an item of every month on one document, its VAT and its total."""
    month, policy, count = draws.month(chance), draws.policy(chance), chance.choice((None, 1, 4, 5, 10, 20, 50))
    terms = draws.license(chance, month, 1)
    memberships = {number: draws.membership(chance, month, number) for number in (1, 2)}
    discounts = [draws.discount(chance, month, 1) for _ in range(chance.randint(0, 2))]
    charges = [_charge(chance, month.first, number) for number in range(chance.randint(0, 2))]
    items = [_item(chance, draws.day(chance, month), number) for number in range(chance.randint(0, 2))]
    percent, inclusive = draws.vat_percent(chance), chance.random() < 0.3

    priced = price_licenses(month, [terms], memberships, discounts, policy, volume_count=count).lines
    lines = with_vat([*priced, *recurring_lines(month, items, policy.proration), *adhoc_lines(charges)], percent, inclusive=inclusive)

    amounts = [each.net for each in oracle.priced(month, [terms], memberships, discounts, policy, count)]
    amounts += [each.net for each in oracle.recurring(month, items, policy.proration)]
    amounts += [charge(each) for each in sorted(charges, key=lambda each: each.code)]
    expected = [taxed(amount, percent, inclusive) for amount in amounts]
    yield "lines", [(each.net, each.vat) for each in lines], expected
    net, vat = sum(each.net for each in expected), sum(each.vat for each in expected)
    yield "totals", totals(lines), (net, vat, net + vat)
    yield "total of lines", sum(each.total for each in lines), net + vat
    for each in lines:
        yield from given_back(chance, Taxed(each.net, each.vat))


def given_back(chance: Random, billed: Taxed) -> Iterator[tuple[str, Any, Any]]:
    """A few credits of a part, then one of the rest: together they are the line, with its VAT, and nothing is left."""
    line, back = IssuedLine(*billed), Taxed(0, 0)
    for _ in range(chance.randint(0, 3)):
        part = rounded(kept(line)[0] * chance.randint(1, 99), 100)
        if not part or part == kept(line)[0]:
            continue
        upto = share_of_vat(billed, back.net + part)
        yield "credit", credit(line, part), Credit(-part, back.vat - upto)
        back = Taxed(back.net + part, upto)
        line = IssuedLine(*billed, *back)
        yield "kept", kept(line), (billed.net - back.net, billed.vat - back.vat)
    last = credit(line)
    yield "refund and charge", (billed.net - back.net + last.net, billed.vat - back.vat + last.vat), (0, 0)


def _charge(chance: Random, day: dt.date, number: int) -> AdhocTerms:
    quantity = Decimal(chance.randint(1, 99999)) / chance.choice((1, 10, 100, 1000))
    return AdhocTerms(number, f"C{number}", day, "", quantity, draws.signed(chance))


def _item(chance: Random, day: dt.date, number: int) -> RecurringTerms:
    ends_on = day + dt.timedelta(days=chance.randint(0, 90)) if chance.random() < 0.5 else None
    return RecurringTerms(number, f"I{number}", "", draws.signed(chance), day, ends_on)
