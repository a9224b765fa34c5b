"""The forecast: what open opportunities bring a month, by the month in which they are expected and by stage, times how likely each stage is.

The value a month of all that are expected in one month and stand in one stage, times the percent of the stage, is rounded once, half up.
What was expected in a month that is over counts in the present one; what nobody gave a day is told apart and not counted.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from app.core.money import rounded
from app.core.month import Month

LIKELY = {"new": 10, "contacted": 20, "visited": 40, "proposal": 60, "contract": 90}  # percent, until somebody sets others


class Expected(NamedTuple):
    stage: str
    currency: str
    cents: int
    on: dt.date | None


@dataclass(slots=True)
class Cell:
    count: int = 0
    cents: int = 0


@dataclass(slots=True)
class Forecast:
    """Of one currency: `cells` by month and stage, `undated` by stage; `months` in their order."""

    currency: str
    cells: dict[tuple[Month, str], Cell] = field(default_factory=lambda: defaultdict(Cell))
    undated: dict[str, Cell] = field(default_factory=lambda: defaultdict(Cell))

    @property
    def months(self) -> list[Month]:
        return sorted({month for month, _stage in self.cells})

    def likely(self, month: Month, percents: Mapping[str, int]) -> int:
        """Cents a month that are to be expected from it."""
        return sum(weighted(cell.cents, percents[stage]) for (at, stage), cell in self.cells.items() if at == month)

    def value(self, month: Month) -> int:
        return sum(cell.cents for (at, _stage), cell in self.cells.items() if at == month)


def weighted(cents: int, percent: int) -> int:
    return rounded(cents * percent, 100)


def forecasts(deals: Iterable[Expected], today: dt.date) -> list[Forecast]:
    """One for each currency, by its name."""
    found: dict[str, Forecast] = {}
    present = Month.of(today)
    for each in deals:
        mine = found.setdefault(each.currency, Forecast(each.currency))
        cell = mine.undated[each.stage] if each.on is None else mine.cells[max(Month.of(each.on), present), each.stage]
        cell.count += 1
        cell.cents += each.cents
    return [found[currency] for currency in sorted(found)]
