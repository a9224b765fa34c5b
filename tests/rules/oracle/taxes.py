"""VAT of a line, and of what is given back of it (P9, I11)."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

from app.rules.terms import AdhocTerms
from tests.rules.oracle.exact import half_up


class Taxed(NamedTuple):
    """Cents."""

    net: int
    vat: int


def taxed(amount: int, percent: Decimal | None, inclusive: bool) -> Taxed:
    """A line by itself; None: the location is not registered."""
    if percent is None:
        return Taxed(amount, 0)
    rate = Fraction(percent)
    if inclusive:
        vat = half_up(amount * rate / (100 + rate))
        return Taxed(amount - vat, vat)
    return Taxed(amount, half_up(amount * rate / 100))


def charge(terms: AdhocTerms) -> int:
    """Net = R(quantity x unit price) (P13)."""
    return half_up(Fraction(terms.quantity) * terms.unit_price)


def share_of_vat(line: Taxed, net: int) -> int:
    """The VAT of the first `net` cents of a line."""
    return half_up(Fraction(line.vat * net, line.net)) if line.net else 0


def largest_charge(amount: int, percent: Decimal) -> Taxed:
    """The largest net that does not exceed an amount together with its VAT."""
    rate = Fraction(percent)
    near = half_up(amount * 100 / (100 + rate))
    net = max(each for each in range(near - 2, near + 3) if each + half_up(each * rate / 100) <= amount)
    return Taxed(net, half_up(net * rate / 100))
