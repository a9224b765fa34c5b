"""Aged debt: what each organisation owes by age, and the sums of each location and currency."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.access.actor import Actor
from app.models import Location, Organisation
from app.queries.debtors.open_items import OpenItem, open_items
from app.rules.aged_debt import Aged, Item, aged, together

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Debtor:
    """One organisation in one currency, at all its places; `items` are invoices with something left."""

    id: int
    name: str
    code: str
    currency: str
    debt: Aged
    items: int


@dataclass(frozen=True, slots=True)
class PlaceDebt:
    """All organisations of one location in one currency."""

    id: int
    name: str
    currency: str
    debt: Aged


@dataclass(frozen=True, slots=True)
class AgedDebt:
    """`totals` by currency; they are the sums of the debtors, and of the places."""

    debtors: list[Debtor]
    places: list[PlaceDebt]
    totals: dict[str, Aged]


def aged_debt(session: Session, day: dt.date, *, by: Actor, location_id: int | None = None) -> AgedDebt:
    """Whoever owes something, or has credit, at the end of that day; who is late with most comes first."""
    items = open_items(session, day, by=by, location_id=location_id)
    names = {row.id: row for row in session.execute(select(Organisation.id, Organisation.name, Organisation.code).where(Organisation.id.in_({each.organisation_id for each in items})))}
    places: dict[int, str] = dict(session.execute(select(Location.id, Location.name)).all())
    debtors = [
        Debtor(own, names[own].name, names[own].code, currency, aged(map(_item, rows), day), sum(each.invoice_id is not None for each in rows))
        for (own, currency), rows in _grouped(items, lambda each: (each.organisation_id, each.currency))
    ]
    debtors.sort(key=lambda each: (-each.debt.overdue, -each.debt.owed, each.name, each.currency))
    parts = [(place, currency, aged(map(_item, rows), day)) for (place, currency), rows in _grouped(items, lambda each: (each.location_id, each.currency))]
    by_place = [PlaceDebt(place, places[place], currency, debt) for place, currency, debt in parts]
    totals = {currency: together(debt for _place, _currency, debt in rows) for currency, rows in _grouped(parts, lambda part: part[1])}
    return AgedDebt(debtors, sorted(by_place, key=lambda each: (each.name, each.currency)), totals)


def _item(each: OpenItem) -> Item:
    return Item(each.due_on, each.cents)


def _grouped(rows: Iterable[T], key: Callable[[T], Any]) -> Sequence[tuple[Any, list[T]]]:
    found: dict[Any, list[T]] = {}
    for each in rows:
        found.setdefault(key(each), []).append(each)
    return sorted(found.items())
