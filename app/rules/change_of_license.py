"""One license billed in two months: how much of the change is days, price, role, volume and other discounts."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from functools import lru_cache
from typing import NamedTuple

from app.core.money import rounded
from app.rules.causes import Cause, Causes, ComparedLine
from app.rules.discounts import VOLUME, Factor, product

Ratio = tuple[int, int]


class Shape(NamedTuple):
    """A license's month as exact averages: share of the month, monthly price, what volume and other discounts leave.

    Ratios of whole numbers, not reduced: a price rise touches every license of a location at once.
    """

    share: Ratio
    price: Ratio
    volume: Ratio
    discount: Ratio
    roles: frozenset[str | None]
    net: int


def change_of_license(old: Sequence[ComparedLine], new: Sequence[ComparedLine]) -> Causes:
    """Cents by cause, from its lines of two months; one thing changes after another, days first.

    The cents of rounding go to the largest cause, so that the sum is exact. A price that moved with the role is `role`.
    """
    was, now = _shape(old), _shape(new)
    amounts = {
        Cause.DAYS: _cents(_less(now.share, was.share), was.price, was.volume, was.discount),
        Cause.PRICE if was.roles == now.roles else Cause.ROLE: _cents(now.share, _less(now.price, was.price), was.volume, was.discount),
        Cause.VOLUME: _cents(now.share, now.price, _less(now.volume, was.volume), was.discount),
        Cause.DISCOUNT: _cents(now.share, now.price, now.volume, _less(now.discount, was.discount)),
    }
    largest = max(amounts, key=lambda cause: abs(amounts[cause]))
    amounts[largest] += now.net - was.net - sum(amounts.values())
    return amounts


def _shape(lines: Sequence[ComparedLine]) -> Shape:
    if len(lines) == 1:
        line = lines[0]
        volume, discount = _leaves(line.factors)
        return Shape((line.days, line.of), (line.price, 1), volume, discount, frozenset((line.role,)), line.net)
    share = base = after_volume = after_all = Fraction(0)
    for line in lines:
        part = Fraction(line.days, line.of)
        listed = line.price * part
        volume, discount = _leaves(line.factors)
        share += part
        base += listed
        after_volume += listed * Fraction(*volume)
        after_all += listed * Fraction(*volume) * Fraction(*discount)
    return Shape(
        share.as_integer_ratio(),
        (base / share).as_integer_ratio(),
        (after_volume / base if base else Fraction(1)).as_integer_ratio(),
        (after_all / after_volume if after_volume else Fraction(1)).as_integer_ratio(),
        frozenset(line.role for line in lines),
        sum(line.net for line in lines),
    )


@lru_cache(maxsize=1024)
def _leaves(factors: tuple[Factor, ...]) -> tuple[Ratio, Ratio]:
    """What volume leaves of a price, and what the other factors leave of that."""
    volume = product(each for each in factors if each.rule == VOLUME)
    return volume.as_integer_ratio(), product(each for each in factors if each.rule != VOLUME).as_integer_ratio()


def _less(one: Ratio, other: Ratio) -> Ratio:
    return one[0] * other[1] - other[0] * one[1], one[1] * other[1]


def _cents(one: Ratio, two: Ratio, three: Ratio, four: Ratio) -> int:
    return rounded(one[0] * two[0] * three[0] * four[0], one[1] * two[1] * three[1] * four[1])
