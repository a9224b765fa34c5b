"""Xero's own arithmetic: each line to two decimals, tax per line, then sums (contracts.md 2.4). It never trusts a total sent in."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from typing import Any

from app.sandbox.xero.problems import Invalid

Body = dict[str, Any]
CENT = Decimal("0.01")


def number(body: Body, name: str, default: str | None = None) -> Decimal | None:
    """A number field. Raises Invalid for text that is none."""
    value = body.get(name)
    if value is None or value == "":
        return None if default is None else Decimal(default)
    try:
        read = Decimal(str(value))
    except InvalidOperation as wrong:
        raise Invalid(f"{name} is not a number") from wrong
    if not read.is_finite() or abs(read) >= Decimal(10) ** 13:
        raise Invalid(f"{name} is out of range")
    return read


def money(value: Decimal) -> Decimal:
    return value.quantize(CENT, ROUND_HALF_UP)


def priced(line: Body, *, percent: Decimal, mode: str, places: int) -> Body:
    """The line with its LineAmount and TaxAmount. `mode` is Exclusive, Inclusive or NoTax."""
    quantity = number(line, "Quantity", "1") or Decimal(0)
    unit = (number(line, "UnitAmount", "0") or Decimal(0)).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
    amount = money(
        quantity * unit * (1 - (number(line, "DiscountRate", "0") or Decimal(0)) / 100)
        - (number(line, "DiscountAmount", "0") or Decimal(0))
    )
    given = number(line, "LineAmount")
    if given is not None and money(given) != amount:
        raise Invalid(f"The line total {money(given)} does not match the expected line total {amount}")
    if mode == "NoTax":
        tax = Decimal(0)
    elif (told := number(line, "TaxAmount")) is not None:
        tax = money(told)
    else:
        tax = money(amount * percent / (100 + percent if mode == "Inclusive" else 100))
    return {**line, "Quantity": quantity, "UnitAmount": unit, "LineAmount": amount, "TaxAmount": tax}


def totals(lines: list[Body], mode: str) -> Body:
    net, tax = sum((line["LineAmount"] for line in lines), Decimal(0)), sum((line["TaxAmount"] for line in lines), Decimal(0))
    if mode == "Inclusive":
        net -= tax
    return {"SubTotal": net, "TotalTax": tax, "Total": net + tax}
