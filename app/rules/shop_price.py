"""What something costs in the shop: list price, discounts, VAT, rounded once (U1, P5, P9, P10).

price 345.00 with VAT, no discount                345.00 = 300.00 + 45.00
the same, 10 % off, three of them                 931.50 = 810.00 + 121.50
price 300.00 without VAT, 10 % off                310.50 = 270.00 + 40.50
credits of 500.00 that are taxed as they are used 500.00 = 500.00 + 0.00
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction

from app.core.money import rounded, tiled
from app.rules.discounts import Factor, product
from app.rules.vat import closest, vat_on, vat_within


@dataclass(frozen=True, slots=True)
class Price:
    """Cents. `vat_percent` is 0 for what bears no VAT when it is sold; `list_total` is what it would cost without discounts."""

    net: int
    vat: int
    vat_percent: Decimal
    list_total: int
    factors: tuple[Factor, ...] = ()

    @property
    def total(self) -> int:
        return self.net + self.vat

    @property
    def on_invoice(self) -> Price:
        """On an invoice whose lines are without VAT, as those of runs are (B7). No such line comes to some totals; then it is a cent less, never more
        than the price tag said."""
        net, vat = closest(self.total, self.vat_percent)
        if net + vat > self.total:
            net, vat = net - 1, vat_on(net - 1, self.vat_percent)
        return replace(self, net=net, vat=vat)


@dataclass(frozen=True, slots=True)
class Part:
    """A part of what was sold that goes on a line of its own: cents."""

    net: int
    vat: int
    vat_percent: Decimal


def shop_price(
    unit_cents: int, quantity: int, factors: Sequence[Factor], vat_percent: Decimal | None, *, includes_vat: bool, taxed_later: bool = False
) -> Price:
    """`vat_percent` None: the seller is not registered. `taxed_later`: credits whose VAT is taken as they are used (P10)."""
    percent = Decimal(0) if vat_percent is None or taxed_later else vat_percent
    net, vat = _amounts(unit_cents * quantity, product(factors), percent, includes_vat)
    return Price(net, vat, percent, sum(_amounts(unit_cents * quantity, Fraction(1), percent, includes_vat)), tuple(factors))


def paid_by_credits(total: int, taxed_before: int, vat_percent: Decimal | None) -> tuple[Part, ...]:
    """`total` cents of a sale that credits pay: the part of those that were taxed as they were sold bears no VAT again, the rest does (P10)."""
    later = total - taxed_before
    parts = [Part(taxed_before, 0, Decimal(0))] if taxed_before or not total else []
    if later:
        parts.append(Part(*vat_within(later, vat_percent or Decimal(0)), vat_percent or Decimal(0)))
    return tuple(parts)


def shares_of_vat(vat: int, paid: Sequence[int]) -> list[int]:
    """The VAT of a part, over the amounts that paid it: the shares add up to it."""
    running, marks = 0, []
    for cents in paid:
        running += cents
        marks.append(running)
    return tiled(vat, running, marks) if running else []


def _amounts(cents: int, left: Fraction, percent: Decimal, includes_vat: bool) -> tuple[int, int]:
    amount = rounded(cents * left.numerator, left.denominator)
    return vat_within(amount, percent) if includes_vat else (amount, vat_on(amount, percent))
