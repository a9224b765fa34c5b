"""Several months of one location with other prices: their sums, by month and by organisation."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from sqlalchemy.orm import Session

from app.core.month import Month
from app.models import Location
from app.queries.what_if import WhatIf, what_if
from app.rules.what_if import PriceChange


@dataclass(slots=True)
class OrganisationSums:
    """Of all months, net in cents; `moved` is the part of the difference that is not the prices'."""

    id: int
    code: str
    name: str
    billed: int = 0
    would_be: int = 0
    moved: int = 0

    @property
    def difference(self) -> int:
        return self.would_be - self.billed

    @property
    def by_price(self) -> int:
        return self.difference - self.moved


@dataclass(slots=True)
class WhatIfs:
    """`organisations`: the largest effect of the prices first."""

    location: Location
    change: PriceChange
    months: list[WhatIf]
    organisations: list[OrganisationSums]

    @property
    def billed(self) -> int:
        return sum(each.billed for each in self.organisations)

    @property
    def would_be(self) -> int:
        return sum(each.would_be for each in self.organisations)

    @property
    def moved(self) -> int:
        return sum(each.moved for each in self.organisations)

    @property
    def by_price(self) -> int:
        return self.would_be - self.billed - self.moved

    @property
    def by_price_percent(self) -> Decimal:
        """Of what was billed, to a tenth."""
        return (
            (Decimal(100 * self.by_price) / self.billed).quantize(Decimal("0.1"), ROUND_HALF_UP).normalize() if self.billed else Decimal(0)
        )


def what_ifs(session: Session, location: Location, months: Iterable[Month], change: PriceChange) -> WhatIfs:
    """Raises Refused for a month that was not billed."""
    found: list[WhatIf] = []
    sums: dict[int, OrganisationSums] = {}
    for month in months:
        one = what_if(session, location, month, change)
        found.append(one)
        for row in one.rows:
            mine = sums.setdefault(row.id, OrganisationSums(row.id, row.code, row.name))
            mine.billed += row.billed.net
            mine.would_be += row.would_be.net
            mine.moved += row.moved
    return WhatIfs(location, change, found, sorted(sums.values(), key=lambda each: (-abs(each.by_price), each.code)))
