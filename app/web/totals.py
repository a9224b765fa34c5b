"""What the amounts under a list add up to, of every row that matches: one query, or none where all of them are on the page."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from markupsafe import Markup
from sqlalchemy import func, inspect, select
from sqlalchemy.orm import Query, aliased
from sqlalchemy.orm.attributes import InstrumentedAttribute

from app.web import formats
from app.web.interface import ScopedInterface

# Prices, rates and limits are amounts too, and nobody adds those up.
ADDED_UP = frozenset(
    [
        "amount_cents",
        "balance_cents",
        "cents",
        "charged_cents",
        "credit_cents",
        "credited_cents",
        "free_cents",
        "held_cents",
        "invoice_cents",
        "net_cents",
        "open_cents",
        "paid_cents",
        "received_cents",
        "refunded_cents",
        "total_cents",
        "value_cents",
        "vat_cents",
    ]
)
Sums = dict[str, dict[str, int]]  # column -> currency -> cents


def added_up(view: Any, names: Iterable[str]) -> list[str]:
    """Those of these columns that are drawn as money and mean something together."""
    return [name for name in names if name in ADDED_UP and view.formatters[name] in (formats.as_money, formats.as_money_if_any)]


def totals(view: Any, names: list[str], rows: list[Any], count: int, found: Any) -> dict[str, Markup]:
    """Drawn, by column; none where more rows match than a list counts, or where nobody can say in which currency they are."""
    wanted = added_up(view, names)
    if not wanted or not rows or count > (view.datamodel.most_counted or count):
        return {}
    sums = _of_rows(rows, wanted) if len(rows) == count else _of_all(view.datamodel, wanted, found)
    return {name: Markup("<br>").join(_drawn(cents, currency) for currency, cents in sorted(each.items())) for name, each in sums.items()}


def _drawn(cents: int, currency: str) -> Markup:
    return Markup('<span class="money{}">{}</span>').format(" negative" if cents < 0 else "", formats.format_money(cents, currency))


def _of_rows(rows: list[Any], wanted: list[str]) -> Sums:
    sums: Sums = {name: defaultdict(int) for name in wanted}
    for row in rows:
        currency = formats.currency_of(row)
        if currency is None:
            return {}
        for name in wanted:
            sums[name][currency] += getattr(row, name) or 0
    return sums


def _of_all(datamodel: ScopedInterface, wanted: list[str], found: Any) -> Sums:
    columns = [getattr(datamodel.obj, name, None) for name in wanted]
    if not all(isinstance(each, InstrumentedAttribute) for each in columns):
        return {}  # what a model works out row by row
    query = datamodel.apply_filters(datamodel.session.query(datamodel.obj), datamodel.here(found))
    query, currency = _currency(datamodel.obj, query)
    if currency is None:
        return {}
    listed = query.with_entities(currency.label("currency"), *columns).subquery()
    asked = select(listed.c.currency, *(func.coalesce(func.sum(listed.c[name]), 0) for name in wanted)).group_by(listed.c.currency)
    lines = [tuple(line) for line in datamodel.session.execute(asked)]
    if any(line[0] is None for line in lines):
        return {}
    return {name: {line[0]: int(line[at]) for line in lines} for at, name in enumerate(wanted, start=1)}


def _currency(model: Any, query: Query[Any]) -> tuple[Query[Any], Any]:
    """The way of formats.currency_of, as joins."""
    here = model
    for _step in range(4):
        known = inspect(here).mapper
        if "currency" in known.columns:
            return query, here.currency
        relation = next((name for name in formats.PLACES if name in known.relationships), None)
        if relation is None:
            return query, None
        near = aliased(known.relationships[relation].mapper.class_)
        query, here = query.outerjoin(near, getattr(here, relation).of_type(near)), near
    return query, None
