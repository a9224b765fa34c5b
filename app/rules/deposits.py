"""Deposits: a customer's money that is kept and given back. Their rules, which Foyer adds to the others:

D1 **Line.** A deposit that is asked is one line of the next document of its location, its whole amount, once. It waits while
the rest of the document is below zero: it is asked for with money, and never paid by credits of the month.
D2 **No VAT.** It is no consideration for a supply until it is applied, so its line is outside the scope of VAT, and no revenue.
D3 **Never more than held.** What is refunded, applied and kept together never exceeds what was received.
D4 **Kept is charged.** A kept part is a charge with VAT inside: the largest net whose net and VAT do not exceed it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from fractions import Fraction
from operator import attrgetter
from typing import NamedTuple

from app.core.money import rounded
from app.rules.causes import ComparedLine
from app.rules.lines import LineKind, PricedLine, PricingWarning
from app.rules.terms import DepositTerms
from app.rules.vat import vat_on, vat_within

WAITS = "deposit_waits"
OF_DEPOSIT = LineKind.DEPOSIT


class Asked(NamedTuple):
    """The lines of deposits, or, where they have to wait, a warning for each."""

    lines: list[PricedLine]
    warnings: list[PricingWarning]


def asked(deposits: Sequence[DepositTerms], total: int) -> Asked:
    """By date and code, on a document that comes to `total` cents without them (D1, D2)."""
    ordered = sorted(deposits, key=attrgetter("asked_on", "code"))
    if total < 0:
        return Asked([], [PricingWarning(WAITS, each.id, each.code, each.asked_on, each.asked_on) for each in ordered])
    return Asked([_line(each) for each in ordered], [])


def sum_of_deposits(lines: Iterable[ComparedLine]) -> int:
    """The part of a document, in cents, that is no revenue."""
    return sum(line.net for line in lines if line.kind == OF_DEPOSIT)


def proposed(price: int, months: Decimal | None, amount: int | None) -> int:
    """What a membership asks a newcomer for: an amount, or R(months x price) of the license's monthly price; cents, 0 for nothing."""
    if amount is not None:
        return amount
    over, under = Fraction(months or 0).as_integer_ratio()
    return rounded(price * over, under)


class Kept(NamedTuple):
    """Cents of the charge that a kept part pays; `rest` is the cent that no net and VAT add up to, and that stays held."""

    net: int
    vat: int
    rest: int


def kept(amount: int, vat_percent: Decimal | None) -> Kept:
    """The charge of a kept amount, VAT included (D4); None for a location that is not registered."""
    if vat_percent is None:
        return Kept(amount, 0, 0)
    net = vat_within(amount, vat_percent)[0]
    while net + vat_on(net, vat_percent) > amount:
        net -= 1
    vat = vat_on(net, vat_percent)
    return Kept(net, vat, amount - net - vat)


def _line(deposit: DepositTerms) -> PricedLine:
    return PricedLine(
        LineKind.DEPOSIT,
        deposit.id,
        deposit.code,
        deposit.asked_on,
        deposit.asked_on,
        days=1,
        of=1,
        price=deposit.amount,
        role=None,
        factors=(),
        net=deposit.amount,
        description=deposit.description,
    )
