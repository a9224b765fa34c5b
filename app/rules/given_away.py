"""How far below its price something is offered: an agreed price and a discount together, in percent of the list price."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from app.rules.discounts import remainder


def percent_off(list_cents: int, price_cents: int | None, discount_percent: Decimal | None) -> Fraction:
    """Exactly; 0 for what costs as much or more, or has no list price. 2 950.00 offered at 2 655.00 with 10 % off is 19."""
    if list_cents <= 0:
        return Fraction(0)
    asked = Fraction(list_cents if price_cents is None else price_cents) * remainder(discount_percent or Decimal(0))
    return max(Fraction(0), (1 - asked / list_cents) * 100)
