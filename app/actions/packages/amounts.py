"""Cells that hold a number: amounts of money, exact decimals, percents, whole numbers."""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation

from flask_babel import gettext as _

from app.actions.packages.cells import Cell
from app.core.money import LARGEST_CENTS, cents

NUMBER = re.compile(r"[+-]?\d+(\.\d+)?")
AMBIGUOUS = re.compile(r"[+-]?[1-9]\d{0,2}\.\d{3}")  # thousands, or thousandths
MOST_DECIMALS = 2  # of an amount, as far as they are worth something


def money(*, least: int | None = 0, most: int = LARGEST_CENTS) -> Cell:
    """Cents of an amount in the major unit; `least` None lets credits through."""

    def read(cell: str) -> int:
        if not NUMBER.fullmatch(cell):
            raise ValueError(_("Is not an amount like 2950.00."))
        if AMBIGUOUS.fullmatch(cell) or len(cell.partition(".")[2].rstrip("0")) > MOST_DECIMALS:
            raise ValueError(_("Must have at most two decimals: with three, 1.500 may be one and a half or fifteen hundred."))
        try:
            found = cents(cell)
        except ValueError as wrong:
            raise ValueError(_("Is too large.")) from wrong
        if least is not None and found < least:
            raise ValueError(_("Cannot be negative."))
        if abs(found) > most:
            raise ValueError(_("Is too large."))
        return found

    return read


def number(*, digits: int, scale: int, least: Decimal | None = None, most: Decimal | None = None, above: Decimal | None = None) -> Cell:
    """An exact decimal number."""

    def read(cell: str) -> Decimal:
        if not NUMBER.fullmatch(cell):
            raise ValueError(_("Is not a number like 12.5."))
        found = _decimal(cell)
        if -int(found.normalize().as_tuple().exponent) > scale:
            raise ValueError(_("Must have at most %(count)d decimals.", count=scale))
        if above is not None and found <= above:
            raise ValueError(_("Must be more than %(limit)s.", limit=f"{above:f}"))
        if least is not None and found < least:
            raise ValueError(_("Must be at least %(limit)s.", limit=f"{least:f}"))
        if (most is not None and found > most) or abs(found) >= Decimal(10) ** (digits - scale):
            raise ValueError(_("Must be at most %(limit)s.", limit=f"{most:f}") if most is not None else _("Is too large."))
        return found

    return read


def percent(scale: int = 3) -> Cell:
    return number(digits=scale + 4, scale=scale, least=Decimal(0), most=Decimal(100))


def _decimal(cell: str) -> Decimal:
    try:
        return Decimal(cell)
    except InvalidOperation as wrong:
        raise ValueError(_("Is not a number like 12.5.")) from wrong


def whole(least: int, most: int) -> Cell:
    def read(cell: str) -> int:
        if not re.fullmatch(r"[+-]?\d{1,18}(\.0+)?", cell):
            raise ValueError(_("Is not a whole number."))
        found = int(cell.partition(".")[0])
        if not least <= found <= most:
            raise ValueError(_("Must be from %(least)d to %(most)d.", least=least, most=most))
        return found

    return read
