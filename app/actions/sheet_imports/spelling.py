"""How a file writes days, amounts and yes or no, read into the one way in which cells of a data package are written."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any

from app.actions.packages import amounts
from app.actions.packages.cells import date, moment, yes_no
from app.actions.packages.sheet import Column
from app.actions.packages.sheets.adhocs import quantity

DAY = re.compile(r"(\d{1,2})[./-](\d{1,2})[./-](\d{4})(.*)", re.DOTALL)
YEAR_FIRST = re.compile(r"(\d{4})[./](\d{1,2})[./](\d{1,2})(.*)", re.DOTALL)
COMMA = re.compile(r"[+-]?(\d{1,3}([. \u00a0\u202f']\d{3})+|\d+)(,\d+)?")
POINT = re.compile(r"[+-]?\d{1,3}([, \u00a0\u202f']\d{3})+(\.\d+)?")
# what spreadsheets and other systems write for yes and no, in the languages that Foyer speaks
YES = frozenset({"true", "y", "1", "x", "ja", "yebo", "oui", "si"})
NO = frozenset({"false", "n", "0", "nee", "cha", "nein", "non"})


class Days(StrEnum):
    """Which number of 03/04/2026 is the day. 2026-04-03 is read whatever is said here."""

    DAY_FIRST = "day_first"
    MONTH_FIRST = "month_first"


class Decimals(StrEnum):
    POINT = "point"
    COMMA = "comma"


@dataclass(frozen=True)
class Spelling:
    days: Days = Days.DAY_FIRST
    decimals: Decimals = Decimals.POINT

    def kept(self) -> dict[str, str]:
        return {name: str(value) for name, value in asdict(self).items()}


def spelling_of(kept: Mapping[str, Any]) -> Spelling:
    """As it was kept; what is not said, or not known, is the usual."""
    days, decimals = kept.get("days"), kept.get("decimals")
    return Spelling(
        Days(days) if days in list(Days) else Days.DAY_FIRST, Decimals(decimals) if decimals in list(Decimals) else Decimals.POINT
    )


def likely(rows: Iterable[Sequence[str]], *, separator: str) -> Spelling:
    """From the first rows: a month above twelve gives the order away; a file of semicolons has amounts with a comma where it shows one, or thousands
    with a point (1.500) and nothing that has a point before its cents."""
    days, commas, thousands, points = Days.DAY_FIRST, 0, 0, 0
    for cell in (cell for row in rows for cell in row):
        if (found := DAY.fullmatch(cell)) and int(found[1]) <= 12 < int(found[2]):
            days = Days.MONTH_FIRST
        commas += bool(re.fullmatch(r"[+-]?[\d. ]*\d,\d{1,2}%?", cell))
        thousands += bool(re.fullmatch(r"[+-]?[1-9]\d{0,2}(\.\d{3})+", cell))
        points += bool(re.fullmatch(r"[+-]?[\d, ]*\d\.(\d{1,2}|\d{4,})%?", cell))
    has_commas = commas or (thousands and not points)
    return Spelling(days, Decimals.COMMA if has_commas and separator != "," else Decimals.POINT)


def respelled(cell: str, column: Column, spelling: Spelling) -> str:
    """The cell as a data package would have it; what is written in no way that is known stays, and is refused by its column."""
    if column.read in (date, moment):
        return _day(cell, spelling)
    if column.read is yes_no:
        return "yes" if cell.casefold() in YES else "no" if cell.casefold() in NO else cell
    if is_number(column):
        return _number(cell, spelling)
    return cell


def is_number(column: Column) -> bool:
    """Cells that hold numbers stand in amounts.py, and the one of quantities."""
    return column.read.__module__ == amounts.__name__ or column.read is quantity


def _day(cell: str, spelling: Spelling) -> str:
    if found := DAY.fullmatch(cell):
        first, second, year, rest = found.groups()
        day, month = (first, second) if spelling.days is Days.DAY_FIRST else (second, first)
        return f"{year}-{month:0>2}-{day:0>2}{rest}"
    if found := YEAR_FIRST.fullmatch(cell):
        year, month, day, rest = found.groups()
        return f"{year}-{month:0>2}-{day:0>2}{rest}"
    return cell


def _number(cell: str, spelling: Spelling) -> str:
    cell = cell.removesuffix("%").strip()
    if spelling.decimals is Decimals.COMMA and COMMA.fullmatch(cell):
        whole, _comma, part = cell.partition(",")
        return re.sub(r"[. \u00a0\u202f']", "", whole) + (f".{part}" if part else "")
    if spelling.decimals is Decimals.POINT and POINT.fullmatch(cell):
        return re.sub(r"[, \u00a0\u202f']", "", cell)
    return cell
