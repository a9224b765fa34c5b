"""The trace of a line: how its amount came about, rebuilt from the line's own fields when someone asks (I1)."""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction

from app.rules.discounts import product
from app.rules.formula import formula
from app.rules.lines import LineKind, PricedLine
from app.rules.proration import net_of
from app.rules.vat import vat_on, vat_within


@dataclass(frozen=True, slots=True)
class Step:
    """One rule at work: its id, a name for the text to show, and the values that the text needs (cents, percents, days)."""

    rule: str
    name: str
    values: dict[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Trace:
    """Steps in order; `exact` is the amount in cents before its one rounding, `amount` after it, `formula` one line in English."""

    steps: tuple[Step, ...]
    exact: Fraction
    amount: int
    vat: int
    formula: str
    parts: tuple[Trace, ...] = ()


def trace(line: PricedLine) -> Trace:
    """The trace of a line with its VAT filled; nothing is taken from `net` or `vat`, so it also proves them."""
    exact, amount = exactly(line), amount_of(line)
    steps = [*_steps(line), Step("P13", "rounded", {"exact": exact, "amount": amount})]
    vat = 0
    if line.kind is LineKind.DEPOSIT:
        steps.append(Step("D2", "outside_vat"))
    elif line.vat_percent is not None:
        vat = vat_within(amount, line.vat_percent)[1] if line.inclusive else vat_on(amount, line.vat_percent)
        steps.append(Step("P9", "vat_within" if line.inclusive else "vat", {"percent": line.vat_percent, "vat": vat}))
    return Trace(tuple(steps), exact, amount, vat, formula(line, amount), tuple(trace(part) for part in line.parts))


def amount_of(line: PricedLine) -> int:
    """The line's amount in cents computed again, as priced: with VAT inside for an inclusive line, else the net."""
    if line.kind is LineKind.CORRECTION:
        return line.price - (line.billed or 0)
    quantity = product(line.factors) * Fraction(1 if line.quantity is None else line.quantity)
    return net_of(line.price, quantity.numerator, quantity.denominator, line.days, line.of, line.before)


def exactly(line: PricedLine) -> Fraction:
    """The line's amount in cents before rounding."""
    if line.kind is LineKind.CORRECTION:
        return Fraction(line.price - (line.billed or 0))
    quantity = Fraction(1 if line.quantity is None else line.quantity)
    return line.price * quantity * product(line.factors) * Fraction(line.days, line.of)


def _steps(line: PricedLine) -> list[Step]:
    if line.kind is LineKind.CORRECTION:
        return [Step("P11", "expected_minus_billed", {"expected": line.price, "billed": line.billed or 0})]
    if line.kind is LineKind.DEPOSIT:
        return [Step("D1", "deposit", {"amount": line.price})]
    if line.quantity is not None:
        return [Step("P13", "quantity", {"quantity": line.quantity, "unit_price": line.price})]
    steps = [Step("P1", "price", {"price": line.price})]
    if line.role is not None:
        steps.append(Step("P2", line.role.value))
    steps.append(Step("P4", "days", {"days": line.days, "of": line.of, "before": line.before}))
    for each in line.factors:
        parts = [(part.rule, part.percent) for part in each.parts]
        steps.append(Step("P5", each.rule, {"percent": each.percent, "reason": each.reason, "parts": parts}))
    return steps
