"""How each customer's monthly revenue moved, as rows of the database: rules/recurring_revenue.py `moved`, for as many customers as there are."""

from __future__ import annotations

from typing import Any

from sqlalchemy import BigInteger, ColumnElement, Date, FromClause, Subquery, case, cast, func, literal, select

from app.models import Location, RevenueChange
from app.queries.reports.asked import Asked
from app.rules.recurring_revenue import Movement

DIFFERENCE = RevenueChange.cents - RevenueChange.before_cents


def movements(asked: Asked, currency: str | None = None) -> Subquery:
    """A row a customer, currency and month in which their revenue is another than in the month before, until the last month that is asked for.

    Columns: `organisation_id`, `currency`, `month`, `before`, `after` and `cents` (the difference), `movement` and `born`, the first month of the customer
    with revenue.
    """
    of = _sums(asked, currency)
    own: dict[str, Any] = {"partition_by": (of.c.organisation_id, of.c.currency), "order_by": of.c.month}
    after = cast(func.sum(of.c.cents).over(**own, rows=(None, 0)), BigInteger).label("after")
    born = cast(func.min(of.c.month).over(**own, rows=(None, 0)), Date).label("born")
    run = select(of, after, born).subquery()
    before = run.c.after - run.c.cents
    return select(run, before.label("before"), _movement(run, before).label("movement")).subquery("moved")


def _sums(asked: Asked, currency: str | None) -> Subquery:
    keys = (RevenueChange.organisation_id, Location.currency, cast(RevenueChange.month, Date).label("month"))
    cents = func.sum(DIFFERENCE)
    query = (
        select(*keys, cast(cents, BigInteger).label("cents"))
        .join(Location, Location.id == RevenueChange.location_id)
        .where(RevenueChange.month <= asked.last)
    )
    query = query if currency is None else query.where(Location.currency == currency)
    return asked.here(query.group_by(*keys).having(cents != 0), RevenueChange).subquery()


def _movement(run: FromClause, before: ColumnElement[int]) -> ColumnElement[str]:
    """No revenue is below zero, so that who has none and is not in the first month of all had some."""
    return case(
        ((before == 0) & (run.c.month == run.c.born), literal(Movement.NEW.value)),
        (before == 0, literal(Movement.BACK.value)),
        (run.c.after == 0, literal(Movement.LEFT.value)),
        (run.c.cents > 0, literal(Movement.EXPANSION.value)),
        else_=literal(Movement.CONTRACTION.value),
    )
