"""Month: a calendar month of local dates, the billing period of P3."""

from __future__ import annotations

import calendar
import datetime as dt
import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Month:
    """One calendar month. Ordered; `first` and `last` are inclusive local dates."""

    year: int
    number: int

    def __post_init__(self) -> None:
        if not (1 <= self.number <= 12 and 1900 <= self.year <= 2999):
            raise ValueError(f"{self.year}-{self.number} is not a month")

    @classmethod
    def parse(cls, text: str) -> Month:
        """From "2026-06". Raises ValueError with the text for anything else."""
        found = re.fullmatch(r"(\d{4})-(\d{2})", text.strip())
        if not found:
            raise ValueError(f"{text!r} is not a month like 2026-06")
        return cls(int(found[1]), int(found[2]))

    @classmethod
    def of(cls, day: dt.date) -> Month:
        return cls(day.year, day.month)

    @property
    def days(self) -> int:
        return calendar.monthrange(self.year, self.number)[1]

    @property
    def first(self) -> dt.date:
        return dt.date(self.year, self.number, 1)

    @property
    def last(self) -> dt.date:
        return dt.date(self.year, self.number, self.days)

    def plus(self, months: int) -> Month:
        index = self.year * 12 + self.number - 1 + months
        return Month(index // 12, index % 12 + 1)

    @property
    def next(self) -> Month:
        return self.plus(1)

    @property
    def previous(self) -> Month:
        return self.plus(-1)

    def __contains__(self, day: dt.date) -> bool:
        return (day.year, day.month) == (self.year, self.number)

    def __str__(self) -> str:
        return f"{self.year}-{self.number:02d}"


@dataclass(frozen=True, slots=True)
class Months:
    """Months in a row, both inclusive, as a window to read by."""

    begins: Month
    ends: Month

    @property
    def first(self) -> dt.date:
        return self.begins.first

    @property
    def last(self) -> dt.date:
        return self.ends.last
