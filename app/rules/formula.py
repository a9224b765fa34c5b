"""One line of arithmetic that a person can check with a pocket calculator."""

from __future__ import annotations

from decimal import Decimal

from app.rules.lines import LineKind, PricedLine


def formula(line: PricedLine, amount: int) -> str:
    """ "2 950.00 × 19 of 30 days × (1 − 10 %) = 1 681.50"; R() marks a part that is rounded by itself."""
    return f"{_terms(line)} = {spaced(amount)}"


def spaced(cents: int) -> str:
    """Cents in the major unit with spaces between thousands and a true minus: "−1 424.14"."""
    sign = "−" if cents < 0 else ""
    return f"{sign}{abs(cents) // 100:,}.{abs(cents) % 100:02d}".replace(",", " ")


def percent(value: Decimal) -> str:
    """Without needless zeros: "10", "2.5"."""
    return format(value.normalize(), "f")


def _terms(line: PricedLine) -> str:
    if line.kind is LineKind.CORRECTION:
        return f"{spaced(line.price)} expected − {spaced(line.billed or 0)} billed"
    if line.quantity is not None:
        return f"{percent(line.quantity)} × {spaced(line.price)}"
    if line.before:
        return f"R({_product(line, line.before + line.days)}) − R({_product(line, line.before)})"
    return _product(line, line.days)


def _product(line: PricedLine, days: int) -> str:
    parts = [spaced(line.price)]
    if days != line.of:
        parts.append(f"{days} of {line.of} days")
    parts += [f"(1 − {percent(each.percent)} %)" for each in line.factors]
    return " × ".join(parts)
