"""Money: integer cents with a currency, rounded once, half away from zero (rules.md, Conventions)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from fractions import Fraction

LARGEST_CENTS = 10**12  # ten thousand million of any currency: one amount, typed or imported, or a quantity times its price


def rounded(numerator: int, denominator: int) -> int:
    """R(numerator / denominator): whole cents, half away from zero. The denominator is positive."""
    whole, rest = divmod(abs(numerator), denominator)
    if 2 * rest >= denominator:
        whole += 1
    return whole if numerator >= 0 else -whole


def tiled(total: int, denominator: int, cumulative: Sequence[int]) -> list[int]:
    """Split R(total x c / denominator) over rising steps c so that the parts sum to the last one (P4).

    `cumulative` holds the running sums of the weights; the result has one part in cents for each.
    """
    marks = [rounded(total * step, denominator) for step in cumulative]
    return [mark - before for mark, before in zip(marks, [0, *marks], strict=False)]


def cents(amount: str | Decimal) -> int:
    """Whole cents of a decimal amount in the major unit ("2950.00" -> 295000).

    Raises ValueError for text that is no number, for more than two decimals, and beyond the range of a bigint.
    """
    try:
        value = Decimal(amount)
    except InvalidOperation as wrong:
        raise ValueError(f"{amount!r} is not an amount") from wrong
    if not value.is_finite() or abs(value) >= Decimal(10) ** 15:
        raise ValueError(f"{amount!r} is not an amount")
    scaled = value * 100
    if scaled != scaled.to_integral_value():
        raise ValueError(f"{amount!r} has more than two decimals")
    return int(scaled)


def plain(amount: int) -> str:
    """Cents as text in the major unit with two decimals and a point ("-983.33"); for JSON, CSV and vendors."""
    sign = "-" if amount < 0 else ""
    return f"{sign}{abs(amount) // 100}.{abs(amount) % 100:02d}"


@dataclass(frozen=True, slots=True, order=False)
class Money:
    """An amount of one currency. Arithmetic across currencies raises ValueError; rates meet cents only in `times`."""

    cents: int
    currency: str

    @classmethod
    def zero(cls, currency: str) -> Money:
        return cls(0, currency)

    @classmethod
    def of(cls, amount: str | Decimal, currency: str) -> Money:
        """From a decimal amount in the major unit."""
        return cls(cents(amount), currency)

    @classmethod
    def sum(cls, amounts: Iterable[Money], currency: str) -> Money:
        """The total; zero of `currency` when there is nothing to add."""
        total = cls.zero(currency)
        for amount in amounts:
            total += amount
        return total

    def _same(self, other: Money) -> None:
        if self.currency != other.currency:
            raise ValueError(f"{self.currency} and {other.currency} do not add up")

    def __add__(self, other: Money) -> Money:
        self._same(other)
        return Money(self.cents + other.cents, self.currency)

    def __sub__(self, other: Money) -> Money:
        self._same(other)
        return Money(self.cents - other.cents, self.currency)

    def __neg__(self) -> Money:
        return Money(-self.cents, self.currency)

    def __bool__(self) -> bool:
        return self.cents != 0

    def __lt__(self, other: Money) -> bool:
        self._same(other)
        return self.cents < other.cents

    def __le__(self, other: Money) -> bool:
        self._same(other)
        return self.cents <= other.cents

    def times(self, factor: int | Decimal | Fraction) -> Money:
        """Multiplied exactly, then rounded once."""
        exact = Fraction(factor) * self.cents
        return Money(rounded(exact.numerator, exact.denominator), self.currency)

    def split(self, weights: Sequence[int]) -> list[Money]:
        """Shares by weight; every cent goes to someone."""
        running, steps = 0, []
        for weight in weights:
            running += weight
            steps.append(running)
        if running <= 0:
            raise ValueError("weights must add up to more than nothing")
        return [Money(part, self.currency) for part in tiled(self.cents, running, steps)]

    def __str__(self) -> str:
        return f"{plain(self.cents)} {self.currency}"
