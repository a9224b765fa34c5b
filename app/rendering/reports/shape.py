"""What a report is made of: sections with a picture and a table, whose every number knows the rows behind it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any

from sqlalchemy.orm import Session

from app.access.permissions import Permission
from app.core.month import Month
from app.queries.reports.asked import Asked, Behind
from app.queries.reports.known import Known


class Kind(StrEnum):
    """How a value is written. `HOURS` are minutes, `SHARE` is tenths of a percent, `CURRENCY` is that of the row's amounts."""

    TEXT = "text"
    COUNT = "count"
    MONEY = "money"
    SHARE = "share"
    HOURS = "hours"
    DATE = "date"
    MOMENT = "moment"
    MONTH = "month"
    CURRENCY = "currency"


WORDS = (Kind.TEXT, Kind.DATE, Kind.MOMENT, Kind.MONTH, Kind.CURRENCY)
Value = int | str | dt.date | dt.datetime | Month | None


@dataclass(frozen=True, slots=True)
class Cell:
    """`behind` are the words by which its list is asked for: with `report` it is one of that report, with `list` another one than /list. `measured` is what the list adds up to, or has as rows, where the value is made of that and something else."""

    value: Value
    kind: Kind = Kind.TEXT
    currency: str = ""
    behind: Mapping[str, Any] | None = None
    measured: int | None = None

    @property
    def equals(self) -> int | None:
        """What the list behind it must show."""
        return self.measured if self.measured is not None else self.value if isinstance(self.value, int) else None

    @property
    def is_sum(self) -> bool:
        """Of what the rows measure, rather than their number."""
        return self.kind in (Kind.MONEY, Kind.HOURS) if self.measured is None else self.kind is Kind.HOURS or bool(self.currency)


@dataclass(frozen=True, slots=True)
class Column:
    name: str
    kind: Kind = Kind.TEXT

    @property
    def is_number(self) -> bool:
        return self.kind not in WORDS


@dataclass(frozen=True, slots=True)
class Section:
    """`name` stands in addresses and file names; `title` says the finding; `how` are entries of the glossary. A tall table scrolls in itself.

    `note` is of use on screen; `caution` says what is not in the numbers, wherever they are told.
    """

    name: str
    title: str
    columns: list[Column]
    rows: list[list[Cell]]
    chart: dict[str, Any] | None = None
    chart_says: str = ""
    how: tuple[str, ...] = ()
    note: str = ""
    is_tall: bool = False
    total: list[Cell] | None = None
    caution: str = ""

    def leading_to(self, report: str) -> Section:
        """The same in another report: its numbers lead to the lists of the one that it is of."""

        def led(cells: list[Cell]) -> list[Cell]:
            return [replace(each, behind={"report": report} | dict(each.behind)) if each.behind else each for each in cells]

        return replace(self, rows=[led(each) for each in self.rows], total=led(self.total) if self.total else None)

    def first(self, most: int) -> Section:
        """The same with so many rows at most, and so many bars of its picture; its file keeps them all."""
        if len(self.rows) <= most:
            return self
        bars = self.chart is not None and self.chart["kind"] == "bars"
        return replace(
            self,
            rows=self.rows[:most],
            chart={name: each[:most] if isinstance(each, list) else each for name, each in (self.chart or {}).items()}
            if bars
            else self.chart,
        )


@dataclass(frozen=True, slots=True)
class Figure:
    """One number that matters, with what it is compared with."""

    label: str
    cell: Cell
    hint: str = ""
    tone: str = ""
    how: str = ""


@dataclass(frozen=True, slots=True)
class Report:
    """`findings`: what there is to say in a sentence or two. Without sections there is nothing to show, and `nothing` says what to do."""

    findings: list[str]
    figures: list[Figure]
    sections: list[Section]
    nothing: tuple[str, str] = ("", "")


@dataclass(frozen=True, slots=True)
class ListColumn:
    """A column of a list behind a number: which of the query's, how it is written, and the page of the house it leads to, as a path with names of columns.

    `said` turns a value into words.
    """

    key: str
    name: str
    kind: Kind = Kind.TEXT
    path: str = ""
    said: Callable[[Any], str] | None = None

    @property
    def is_number(self) -> bool:
        return self.kind not in WORDS


@dataclass(frozen=True, slots=True)
class Listing:
    """The rows behind one number, in words: `facts` say of what they are."""

    title: str
    behind: Behind | Known
    columns: list[ListColumn]
    facts: list[str]
    measure: Kind = Kind.MONEY
    currency: str = ""


@dataclass(frozen=True, slots=True)
class Definition:
    """One report: who may see it, how it is called and built, and the lists behind its numbers by the word `what`.

    `lists` raise KeyError or ValueError for words that mean nothing. Without `has_period` it chooses its months itself.
    """

    name: str
    permission: Permission
    title: Callable[[], str]
    build: Callable[[Session, Asked], Report]
    lists: Mapping[str, Callable[[Session, Asked, Mapping[str, str]], Listing]] = field(default_factory=dict)
    has_period: bool = True


def share(part: int, whole: int) -> int | None:
    """Tenths of a percent, half up; None of nothing."""
    return (2 * 1000 * part + whole) // (2 * whole) if whole else None
