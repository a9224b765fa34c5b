"""Early exit: the commitment discount taken so far, claimed back (P7)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from app.rules.discounts import COMMITMENT, without
from app.rules.lines import LineKind, PricedLine
from app.rules.policy import PricingPolicy
from app.rules.proration import net_of


class ClawBack(NamedTuple):
    """Cents, VAT exclusive: the sum to propose as an ad hoc charge, and each line with what it would have been."""

    net: int
    lines: list[tuple[PricedLine, int]]


def claw_back(issued: Iterable[PricedLine], policy: PricingPolicy) -> ClawBack:
    """Sum over issued license lines of (line without the commitment discount - line with it)."""
    compared = [(line, _without_commitment(line, policy)) for line in issued if line.kind is LineKind.LICENSE]
    changed = [(line, full) for line, full in compared if full != line.net]
    return ClawBack(sum(full - line.net for line, full in changed), changed)


def _without_commitment(line: PricedLine, policy: PricingPolicy) -> int:
    made = without(policy, line.factors, COMMITMENT)
    return net_of(line.price, made.numerator, made.denominator, line.days, line.of, line.before)
