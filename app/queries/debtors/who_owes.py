"""The list of debtors: added up, chosen, ordered and cut into pages by the database, in one look at the books."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import CTE, ColumnElement, FromClause, RowMapping, Subquery, func, literal, null, or_, select, true, tuple_, union_all
from sqlalchemy.orm import Session

from app.access.actor import Actor
from app.models import Location, Organisation
from app.queries.debtors.aged import SUMS, aged_columns, aged_of
from app.queries.debtors.open_items import items_at
from app.queries.debtors.policy import dunning_policy
from app.queries.debtors.standings import BLOCKED, PROMISED, TO_REVIEW, standings
from app.rules.aged_debt import Age, Aged, together


class Shown(StrEnum):
    """Whom somebody asks for; `OWING` is whoever owes anything."""

    OWING = ""
    OVERDUE = "overdue"
    PROMISED = "promised"
    BROKEN = "broken"
    BLOCKED = "blocked"
    CREDIT = "credit"
    ALL = "all"


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
class Debtors:
    """`count` of them match. What follows is of everybody, whatever was asked for: `counts` by question, `reviews` of organisations whose access
    a person is to look at, and the debt of each place.
    """

    rows: list[Debtor]
    count: int
    counts: dict[Shown, int]
    reviews: int
    places: list[PlaceDebt]

    @property
    def totals(self) -> dict[str, Aged]:
        """By currency: the sums of the places, and of all debtors."""
        return {
            currency: together(each.debt for each in self.places if each.currency == currency)
            for currency in sorted({each.currency for each in self.places})
        }


def who_owes(
    session: Session,
    day: dt.date,
    *,
    by: Actor,
    location_id: int | None = None,
    shown: Shown = Shown.ALL,
    search: str = "",
    size: int | None = None,
    page: int = 0,
) -> Debtors:
    """Whoever owes something, or has credit, at the end of that day; who is late with most comes first, of equals the older customer. Promises and blocks are those of today.

    `search` is in the name, or is the code. Without `size` all of them; pages count from 0.
    """
    standing = standings(dunning_policy(session), by=by, location_id=location_id, about=(PROMISED, BLOCKED, TO_REVIEW))
    sums = _sums(items_at(day, by=by, location_id=location_id), day)
    debtor = _debtors(sums, standing)
    kinds = _kinds(debtor)
    wanted = kinds[shown] & _found(debtor, search)
    counts = select(
        *(func.count().filter(of).label(f"of_{kind.name}") for kind, of in kinds.items()),
        func.count().filter(wanted).label("count"),
        select(func.count()).select_from(standing).where(standing.c.is_to_review).scalar_subquery().label("reviews"),
    ).subquery("counts")
    rows = select(debtor).where(wanted).order_by(*_order(debtor))
    part = _part(rows if size is None else rows.limit(size).offset(page * size), sums)
    found = session.execute(select(counts, part).select_from(counts.outerjoin(part, true())).order_by(*_order(part))).mappings().all()
    told = found[0]
    places = sorted((_place(row) for row in found if row["is_place"]), key=lambda each: (each.name, each.currency))
    rows_found = [_debtor(row) for row in found if row["is_place"] is False]
    return Debtors(rows_found, told["count"], {kind: told[f"of_{kind.name}"] for kind in Shown}, told["reviews"], places)


def _sums(item: FromClause, day: dt.date) -> CTE:
    """Of each organisation and of each location, whose ids are empty in the rows of the other."""
    of = item.c.organisation_id, item.c.location_id, item.c.currency
    query = select(*of, *aged_columns(item, day), func.count(item.c.invoice_id).label("items"))
    return query.group_by(func.grouping_sets(tuple_(of[0], of[2]), tuple_(of[1], of[2]))).cte("sums")


def _debtors(sums: CTE, standing: CTE) -> CTE:
    owed = sum((sums.c[age.value] for age in Age), start=literal(0))
    flags = [func.coalesce(standing.c[name], False).label(name) for name in ("is_promised", "is_broken", "is_blocked")]
    known = (sums.c.organisation_id.label("id"), sums.c.currency, sums.c["items"], *(sums.c[name] for name in SUMS))
    query = select(*known, owed.label("owed"), (owed - sums.c[Age.NOT_DUE.value]).label("overdue"), *flags)
    query = query.outerjoin(standing, standing.c.organisation_id == sums.c.organisation_id)
    return query.where(sums.c.organisation_id.is_not(None)).cte("debtor")


def _part(rows: Any, sums: CTE) -> Subquery:
    """The page, and the places. Names are read of the page alone: a network has far more debtors."""
    page = rows.subquery("page")
    names = ("currency", "items", *SUMS, "owed", "overdue")
    debtors = select(
        Organisation.id, Organisation.name, Organisation.code, *(page.c[name] for name in names), literal(False).label("is_place")
    )
    debtors = debtors.join(page, page.c.id == Organisation.id)
    places = select(
        Location.id,
        Location.name,
        Location.code,
        sums.c.currency,
        sums.c["items"],
        *(sums.c[name] for name in SUMS),
        null(),
        null(),
        literal(True),
    )
    places = places.join(sums, sums.c.location_id == Location.id)
    return union_all(debtors, places).subquery("part")


def _order(debtor: FromClause) -> tuple[Any, ...]:
    return debtor.c.overdue.desc(), debtor.c.owed.desc(), debtor.c.id, debtor.c.currency


def _kinds(debtor: CTE) -> dict[Shown, ColumnElement[bool]]:
    return {
        Shown.OWING: debtor.c.owed > 0,
        Shown.OVERDUE: debtor.c.overdue > 0,
        Shown.PROMISED: debtor.c.is_promised & ~debtor.c.is_broken,
        Shown.BROKEN: debtor.c.is_broken,
        Shown.BLOCKED: debtor.c.is_blocked,
        Shown.CREDIT: debtor.c.credit > 0,
        Shown.ALL: true(),
    }


def _found(debtor: CTE, search: str) -> ColumnElement[bool]:
    word = search.strip()
    named = or_(Organisation.name.icontains(word, autoescape=True), func.lower(Organisation.code) == word.lower())
    return debtor.c.id.in_(select(Organisation.id).where(named)) if word else true()


def _debtor(row: RowMapping) -> Debtor:
    return Debtor(row["id"], row["name"], row["code"], row["currency"], aged_of(row), row["items"])


def _place(row: RowMapping) -> PlaceDebt:
    return PlaceDebt(row["id"], row["name"], row["currency"], aged_of(row))
