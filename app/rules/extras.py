"""What an extra of a booking costs, coffee or a projector: its price, what the invoice bears of it, and its fee (B7, B8, W8).

8 at 25.00 with VAT of 15 %       200.00 = 173.91 + 26.09
8 at 25.00 without VAT            230.00 = 200.00 + 30.00
1 at 10.00 with VAT                10.00 are promised; the charge is 8.69, with its VAT 9.99: no line comes to 10.00, and none is more than was promised
"""

from __future__ import annotations

from decimal import Decimal

from app.rules.shop_price import Price, shop_price
from app.rules.vat import vat_within

MOST = 999  # of one extra at a booking


def extra_price(unit_cents: int, quantity: int, vat_percent: Decimal, *, includes_vat: bool) -> int:
    """Cents with VAT, rounded once. The unit price is with VAT or without it."""
    return shop_price(unit_cents, quantity, (), vat_percent, includes_vat=includes_vat).total


def on_charge(total: int, vat_percent: Decimal) -> int:
    """Cents without VAT of the charge that bears `total` cents: with its VAT it is `total`, or a cent less where no line comes to it."""
    return Price(*vat_within(total, vat_percent), vat_percent, total).on_invoice.net
