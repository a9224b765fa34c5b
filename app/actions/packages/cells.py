"""Cells: the text of one cell as a value of its column, or a `ValueError` whose text says exactly what is wrong."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from enum import StrEnum
from typing import Any

from flask_babel import gettext as _

from app.actions.emails import addresses, one_address
from app.actions.packages.near import near
from app.core.clock import is_near
from app.core.errors import Refused
from app.core.spreadsheet import FORMULA
from app.rules.ways_to_pay import Way, in_order

Cell = Callable[[str], Any]
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u2028\u2029]")
PHONE = re.compile(r"\+?[\d\s()./-]*\d[\d\s()./-]*((ext\.?|x)\s*\d+)?")


def text(limit: int, *, lines: bool = False) -> Cell:
    """Text of at most so many characters; one line of it unless said otherwise; nothing that a spreadsheet would run."""

    def read(cell: str) -> str:
        _no_formula(cell)
        return _printable(cell, limit, lines)

    return read


def words(limit: int, *, lines: bool = False) -> Cell:
    """The same, but kept as it is when a spreadsheet would run it: "@home" and "-Studio-" are names of companies."""

    def read(cell: str) -> str:
        return _printable(cell, limit, lines)

    return read


def phone(limit: int) -> Cell:
    def read(cell: str) -> str:
        if not PHONE.fullmatch(cell):
            raise ValueError(_("Is not a telephone number."))
        return _printable(cell, limit, False)

    return read


def _no_formula(cell: str) -> None:
    if cell[0] in FORMULA:
        raise ValueError(_("Begins with %(sign)s, which a spreadsheet takes for a formula. Put the text itself.", sign=cell[0]))


def _printable(cell: str, limit: int, lines: bool) -> str:
    if len(cell) > limit:
        raise ValueError(_("Has %(count)d characters; at most %(limit)d are kept.", count=len(cell), limit=limit))
    if CONTROL.search(cell):
        raise ValueError(_("Holds characters that cannot be printed."))
    if not lines and ("\n" in cell or "\r" in cell):
        raise ValueError(_("Must fit on one line."))
    return cell.replace("\r\n", "\n").replace("\r", "\n")


def email(limit: int) -> Cell:
    def read(cell: str) -> str:
        return _short(_address(cell, one_address), limit)

    return read


def emails(limit: int) -> Cell:
    """Several, separated by `;`."""

    def read(cell: str) -> str:
        return _short(_address(cell, addresses), limit)

    return read


def _address(cell: str, check: Callable[..., str]) -> str:
    _no_formula(cell)
    try:
        return check(cell, field="")
    except Refused as wrong:
        raise ValueError(wrong.message) from wrong


def _short(found: str, limit: int) -> str:
    if len(found) > limit:
        raise ValueError(_("Has %(count)d characters; at most %(limit)d are kept.", count=len(found), limit=limit))
    return found


def date(cell: str) -> dt.date:
    if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", cell):
        raise ValueError(_("Is not a date like 2026-06-30."))
    try:
        found = dt.date.fromisoformat(cell)
    except ValueError as wrong:
        raise ValueError(_("Is not a day of the calendar.")) from wrong
    if not is_near(found):
        raise ValueError(_("Is too far away: years go from 1900 to 2199."))
    return found


def moment(cell: str) -> dt.datetime:
    """A day and a time, with an offset or without; a day alone is its midnight, as spreadsheets write it."""
    try:
        found = dt.datetime.fromisoformat(cell)
    except ValueError as wrong:
        raise ValueError(_("Is not a time like 2026-06-30 09:00.")) from wrong
    if not is_near(found):
        raise ValueError(_("Is too far away: years go from 1900 to 2199."))
    return found


def clock_time(cell: str) -> dt.time:
    if not re.fullmatch(r"\d{2}:\d{2}(:00)?", cell):
        raise ValueError(_("Is not a time like 08:00."))
    try:
        return dt.time.fromisoformat(cell)
    except ValueError as wrong:
        raise ValueError(_("Is not a time of the day.")) from wrong


def yes_no(cell: str) -> bool:
    if cell.lower() not in ("yes", "no"):
        raise ValueError(_("Must be yes or no."))
    return cell.lower() == "yes"


def choice(kinds: type[StrEnum]) -> Cell:
    def read(cell: str) -> StrEnum:
        try:
            return kinds(cell.lower())
        except ValueError as wrong:
            raise ValueError(_("Must be one of %(choices)s.", choices=", ".join(kinds)) + near(cell, list(kinds))) from wrong

    return read


def ways_to_pay(cell: str) -> str:
    """Separated by `;`."""
    _no_formula(cell)
    try:
        return in_order(cell)
    except ValueError as unknown:
        known = [way.value for way in Way]
        reason = _(
            "“%(word)s” is no way to pay: write %(ways)s, or several separated by ;.",
            word=_short(str(unknown), 60),
            ways=" or ".join(known),
        )
        raise ValueError(reason + near(str(unknown), known)) from unknown


def listed(limit: int) -> Cell:
    """Words separated by `;`."""

    def read(cell: str) -> str:
        _no_formula(cell)
        return _printable("; ".join(part.strip() for part in cell.split(";") if part.strip()), limit, False)  # measured as it is kept

    return read
