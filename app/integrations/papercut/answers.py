"""Reading PaperCut's answers into our values: each reader takes one shape and raises ValueError or TypeError for any other."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from flask_babel import gettext as _

from app.core.money import plain
from app.integrations.errors import GiveUp
from app.integrations.papercut import PrintAccount

CENT = Decimal("0.01")
# up to 15 digits, a double shows the two decimals that were put in
MOST_CENTS = 10**15
PROPERTIES = ("full-name", "email", "disabled-print", "internal")
FLAGS = {"TRUE": True, "FALSE": False, "": False}


def amount(cents: int) -> float:
    """Cents as the double that goes over the wire, in units. Raises GiveUp beyond what a double shows exactly."""
    if abs(cents) >= MOST_CENTS:
        raise GiveUp(_("%(amount)s is more than PaperCut takes.", amount=plain(cents)))
    return float(Decimal(cents).scaleb(-2).quantize(CENT))


def cents(told: Any) -> int:
    """Whole cents of an amount in units, half away from zero."""
    if isinstance(told, bool) or not isinstance(told, (int, Decimal)):
        raise TypeError("not an amount")
    value = Decimal(told)
    if not value.is_finite() or abs(value) * 100 >= MOST_CENTS:
        raise ValueError("not an amount")
    return int(value.quantize(CENT, ROUND_HALF_UP).scaleb(2))


def nothing(told: Any) -> None:
    """The answer to a plain order: versions say true, an empty text or nothing at all, and all mean done."""
    if told not in (True, "", None):
        raise ValueError("not done, and no fault either")


def truth(told: Any) -> bool:
    if not isinstance(told, bool):
        raise TypeError("neither true nor false")
    return told


def text(told: Any) -> str:
    if not isinstance(told, str):
        raise TypeError("not a text")
    return told


def texts(told: Any) -> list[str]:
    if not isinstance(told, list):
        raise TypeError("not a list")
    return [text(one) for one in told]


def account(username: str, told: Any) -> PrintAccount:
    """The values of PROPERTIES, in their order."""
    full_name, email, disabled, internal = texts(told)
    return PrintAccount(username, full_name, email, is_disabled=FLAGS[disabled.upper()], is_internal=FLAGS[internal.upper()])
