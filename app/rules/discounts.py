"""Discounts are factors, multiplied, rounded once with the line; order changes display, never the amount (P5).

commitment 10 %, volume 5 %             0.90 x 0.95        = 0.855
commitment 40 %, volume 30 %            max(1/2, 0.42)     = 1/2, the cap
the same and 20 % by hand               1/2 x 0.80         = 0.40, by hand lies outside the cap
best_of: commitment 10 %, volume 5 %    min(0.90, 0.95)    = 0.90
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from typing import NamedTuple

from app.rules.policy import DiscountMode, PricingPolicy

COMMITMENT, VOLUME, MANUAL, CAP = "commitment", "volume", "manual", "cap"


@dataclass(frozen=True, slots=True)
class Factor:
    """One discount that made an amount: percent off, by which rule. A cap names the discounts it stands for."""

    rule: str
    percent: Decimal
    reason: str = ""
    parts: tuple[Factor, ...] = ()


class Product(NamedTuple):
    """What remains of a price after its factors: a ratio in lowest terms, so equal products compare equal."""

    numerator: int
    denominator: int
    factors: tuple[Factor, ...]


WHOLE = Product(1, 1, ())


def remainder(percent: Decimal) -> Fraction:
    """1 - percent / 100, exactly."""
    return 1 - Fraction(percent) / 100


@lru_cache(maxsize=4096)
def factor(rule: str, percent: Decimal, reason: str = "") -> Factor:
    """The one Factor of these values; sharing it keeps 50,000 lines small and quick to compare."""
    return Factor(rule, percent, reason)


def combined(policy: PricingPolicy, commitment: Decimal, volume: Decimal, manual: Iterable[Factor] = ()) -> Product:
    """The product of a day: max(1 - cap, (1 - c)(1 - v)) x the manual ones; a percent of 0 is no factor."""
    steps = [factor(rule, percent) for rule, percent in ((COMMITMENT, commitment), (VOLUME, volume)) if percent]
    if policy.mode is DiscountMode.BEST_OF:
        return _best(policy, [*steps, *manual])
    factors = [*_capped(policy, steps), *manual]
    ratio = product(factors)
    return Product(ratio.numerator, ratio.denominator, tuple(factors))


def product(factors: Iterable[Factor]) -> Fraction:
    """What the factors leave of a price, exactly."""
    ratio = Fraction(1)
    for each in factors:
        ratio *= remainder(each.percent)
    return ratio


def without(policy: PricingPolicy, factors: Sequence[Factor], rule: str) -> Product:
    """The product as it would be had this rule given nothing (P7); a cap is opened and decided again."""
    opened = [part for each in factors for part in (each.parts or (each,)) if part.rule != rule]
    percents = {part.rule: part.percent for part in opened if part.rule in (COMMITMENT, VOLUME)}
    manual = [part for part in opened if part.rule == MANUAL]
    return combined(policy, percents.get(COMMITMENT, Decimal(0)), percents.get(VOLUME, Decimal(0)), manual)


def _capped(policy: PricingPolicy, steps: list[Factor]) -> list[Factor]:
    if product(steps) >= remainder(policy.cap_percent):
        return steps
    return [Factor(CAP, policy.cap_percent, parts=tuple(steps))]


def _best(policy: PricingPolicy, candidates: list[Factor]) -> Product:
    if not candidates:
        return WHOLE
    limited = [_limited(policy, each) for each in candidates]
    best = max(limited, key=lambda each: each.percent)
    chosen = Factor(best.rule, best.percent, best.reason, parts=tuple(candidates)) if len(candidates) > 1 else best
    ratio = remainder(chosen.percent)
    return Product(ratio.numerator, ratio.denominator, (chosen,))


def _limited(policy: PricingPolicy, candidate: Factor) -> Factor:
    if candidate.rule == MANUAL or candidate.percent <= policy.cap_percent:
        return candidate
    return Factor(CAP, policy.cap_percent, parts=(candidate,))
