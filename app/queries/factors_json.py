"""Factors of a line as plain values and back."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from app.rules.discounts import Factor, factor

FactorJson = dict[str, Any]


def factors_json(factors: tuple[Factor, ...]) -> list[FactorJson]:
    """Factors as JSON; percents are text, so that nothing turns into a float."""
    return [
        {"rule": each.rule, "percent": str(each.percent)}
        | ({"reason": each.reason} if each.reason else {})
        | ({"parts": factors_json(each.parts)} if each.parts else {})
        for each in factors
    ]


def factors_of(stored: Iterable[dict[str, Any]]) -> tuple[Factor, ...]:
    """Factors as the rules know them, from a frozen line."""
    return tuple(
        Factor(each["rule"], Decimal(each["percent"]), each.get("reason", ""), factors_of(each["parts"]))
        if each.get("parts")
        else factor(each["rule"], Decimal(each["percent"]), each.get("reason", ""))
        for each in stored
    )
