"""The handful of numbers that an owner looks at, now: for all locations together, and side by side."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field

from sqlalchemy import BigInteger, cast, func, select
from sqlalchemy.orm import Session

from app.core.month import Month
from app.models import Location, RevenueChange
from app.queries.debtors.aged import aged_columns, aged_of
from app.queries.debtors.open_items import items_at
from app.queries.reports.asked import Asked
from app.queries.reports.movements import DIFFERENCE
from app.queries.reports.occupancy import spaces_on
from app.rules.aged_debt import Aged


@dataclass(slots=True)
class PlaceNumbers:
    """One location: cents of monthly revenue, its desks and offices (sold, of how many), and its debt in its own currency."""

    id: int
    name: str
    currency: str
    revenue: int = 0
    desks: tuple[int, int] = (0, 0)
    offices: tuple[int, int] = (0, 0)
    debt: Aged | None = None


@dataclass(slots=True)
class Overview:
    places: list[PlaceNumbers] = field(default_factory=list)

    def of(self, currency: str) -> list[PlaceNumbers]:
        return [each for each in self.places if each.currency == currency]

    @property
    def currencies(self) -> list[str]:
        """Where there is most first."""
        sums: defaultdict[str, int] = defaultdict(int)
        for each in self.places:
            sums[each.currency] += each.desks[1] + each.offices[1]
        return sorted(sums, key=lambda currency: (-sums[currency], currency))

    def rank(self, currency: str) -> int:
        """In which place it is told."""
        known = self.currencies
        return known.index(currency) if currency in known else len(known)


def overview(session: Session, asked: Asked, *, with_debt: bool) -> Overview:
    """Four queries, however many locations there are."""
    query = asked.here_at(select(Location.id, Location.name, Location.currency).order_by(Location.name))
    found = {row.id: PlaceNumbers(row.id, row.name, row.currency) for row in session.execute(query)}
    for place, cents in revenue_by_place(session, asked, asked.last).items():
        if place in found:
            found[place].revenue = cents
    for each in spaces_on(session, asked, asked.until):
        if each.location_id in found:
            own = found[each.location_id]
            before = own.offices if each.is_office else own.desks
            after = before[0] + each.sold, before[1] + each.capacity
            own.offices, own.desks = (after, own.desks) if each.is_office else (own.offices, after)
    if with_debt:
        item = items_at(asked.until, by=asked.by, location_id=asked.location_id)
        rows = session.execute(
            select(item.c.location_id, item.c.currency, *aged_columns(item, asked.until)).group_by(item.c.location_id, item.c.currency)
        ).mappings()
        for row in rows:
            if row["location_id"] in found and found[row["location_id"]].currency == row["currency"]:
                found[row["location_id"]].debt = aged_of(row)
    return Overview(list(found.values()))


def revenue_by_place(session: Session, asked: Asked, month: Month) -> dict[int, int]:
    """Cents of monthly revenue at the end of a month, by location."""
    query = (
        select(RevenueChange.location_id, cast(func.sum(DIFFERENCE), BigInteger))
        .where(RevenueChange.month <= month)
        .group_by(RevenueChange.location_id)
    )
    return {row[0]: row[1] for row in session.execute(asked.here(query, RevenueChange))}
