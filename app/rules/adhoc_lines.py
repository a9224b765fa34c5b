"""Charges and credits of a day: R(quantity x unit price), by date and code (P13)."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from operator import attrgetter

from app.core.money import rounded
from app.rules.lines import LineKind, PricedLine
from app.rules.terms import AdhocTerms


def adhoc_lines(charges: Iterable[AdhocTerms]) -> list[PricedLine]:
    """One line a charge, VAT exclusive; the caller chose which charges are due (P3)."""
    return [_line(charge) for charge in sorted(charges, key=attrgetter("date", "code"))]


def adhoc_net(unit_price: int, quantity: Decimal) -> int:
    """Cents without VAT of so many at that price, rounded once (P13)."""
    over, under = quantity.as_integer_ratio()
    return rounded(unit_price * over, under)


def _line(charge: AdhocTerms) -> PricedLine:
    return PricedLine(
        LineKind.ADHOC,
        charge.id,
        charge.code,
        charge.date,
        charge.date,
        days=1,
        of=1,
        price=charge.unit_price,
        role=None,
        factors=(),
        net=adhoc_net(charge.unit_price, charge.quantity),
        description=charge.description,
        quantity=charge.quantity,
    )
