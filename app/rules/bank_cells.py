"""Cells of bank statements: days, day first, and amounts as South African banks write them."""

from __future__ import annotations

import datetime as dt
import re

from app.core.money import LARGEST_CENTS, cents

FORMATS = ("%Y-%m-%d", "%Y/%m/%d", "%Y%m%d", "%d/%m/%Y", "%d-%m-%Y", "%d.%m.%Y", "%d %b %Y", "%d%b%Y", "%d-%b-%Y", "%d %B %Y", "%d/%m/%y")
CLOCK = re.compile(r"[T ]\d{1,2}:\d{2}(:\d{2})?$")
AMOUNT = re.compile(r"\d+(\.\d{1,2})?")
GROUPED = re.compile(r"\d{1,3}(,\d{3})+(\.\d{1,2})?")


def day_of(text: str) -> dt.date:
    """The day of a cell; a time behind it is left out. Raises ValueError."""
    found = CLOCK.sub("", text.strip())
    for each in FORMATS:
        try:
            return dt.datetime.strptime(found, each).date()  # noqa: DTZ007 - a day of a bank, in no zone
        except ValueError:
            continue
    raise ValueError(f"{text!r} is not a day")


def cents_of(text: str) -> int:
    """ "R 1 150.00", "1,150.00", "1 150,00", "-12.50", "12.50-", "(12.50)", "12.50 Cr" or "12.50 Dr", in cents. Raises ValueError."""
    found = re.sub(r"[\s\u00a0\u202f']", "", text).upper().removeprefix("ZAR").replace("\u2212", "-")
    below = found.startswith(("-", "(")) or found.endswith(("-", ")", "DR"))
    found = found.removesuffix("CR").removesuffix("DR").strip("+-()").removeprefix("R")
    if GROUPED.fullmatch(found):
        found = found.replace(",", "")
    elif "," in found and "." not in found:
        found = found.replace(",", ".")
    if not AMOUNT.fullmatch(found):
        raise ValueError(f"{text!r} is not an amount")
    value = cents(found)
    if value > LARGEST_CENTS:
        raise ValueError(f"{text!r} is too large")
    return -value if below else value
