"""The settings of a location that pricing obeys, with the defaults of the rules (P4, P5)."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from typing import Any

Steps = tuple[tuple[int, Decimal], ...]


class Proration(StrEnum):
    """How a part of a month is charged (P4)."""

    ACTUAL = "actual"
    THIRTY_DAYS = "30-day"
    NONE = "none"


class DiscountMode(StrEnum):
    """How several discounts meet (P5): all multiply, or only the largest counts."""

    MULTIPLY = "multiply"
    BEST_OF = "best_of"


COMMITMENT_STEPS: Steps = (
    (1, Decimal(0)),
    (3, Decimal("2.5")),
    (6, Decimal(5)),
    (12, Decimal(10)),
    (24, Decimal(15)),
)
VOLUME_STEPS: Steps = (
    (1, Decimal(0)),
    (5, Decimal(5)),
    (10, Decimal(10)),
    (20, Decimal("12.5")),
    (50, Decimal(15)),
)


@dataclass(frozen=True, slots=True)
class PricingPolicy:
    """Steps are (from, percent), rising; the cap limits commitment and volume together, in percent off. `counts_free`: a license whose own price is 0
    counts for the volume discount.
    """

    proration: Proration = Proration.ACTUAL
    mode: DiscountMode = DiscountMode.MULTIPLY
    commitment_steps: Steps = COMMITMENT_STEPS
    volume_steps: Steps = VOLUME_STEPS
    cap_percent: Decimal = Decimal(50)
    counts_free: bool = True
    memo: dict[Any, Any] = field(default_factory=dict, init=False, repr=False, compare=False)


def step_percent(steps: Steps, count: int) -> Decimal:
    """The percent of the largest step not above the count; 0 below the first (P5, P13)."""
    found = Decimal(0)
    for least, percent in steps:
        if least > count:
            break
        found = percent
    return found
