"""R(x) of the rules: whole cents, half away from zero."""

from __future__ import annotations

from fractions import Fraction
from math import floor


def half_up(exact: Fraction) -> int:
    away = floor(abs(exact) + Fraction(1, 2))
    return away if exact > 0 else -away


def left_of(percent: object) -> Fraction:
    """What a percent off leaves."""
    return (100 - Fraction(str(percent))) / 100
