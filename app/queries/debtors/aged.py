"""Aged debt, added up by the database: the columns of its sums, for any grouping."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, Date, FromClause, Label, RowMapping, cast, func, literal

from app.rules.aged_debt import LAST_DAYS, Age, Aged

SUMS = (*(age.value for age in Age), "credit", "oldest")


def aged_columns(item: FromClause, day: dt.date | ColumnElement[dt.date]) -> list[Label[Any]]:
    """The sums of `aged_debt.aged`, in cents, over rows with `due_on` and `cents`: a column for each of SUMS. The day may be a column of the rows."""
    due_on, cents = item.c.due_on, item.c.cents
    at = literal(day, Date) if isinstance(day, dt.date) else day
    is_debt = cents > 0
    columns, younger = [], None
    for first, age in (*((at - last, age) for last, age in LAST_DAYS), (None, Age.OLDER)):
        between = ([due_on >= first] if first is not None else []) + ([due_on < younger] if younger is not None else [])
        columns.append(_sum(cents, is_debt, *between).label(age.value))
        younger = first
    return [*columns, _sum(-cents, ~is_debt).label("credit"), func.min(due_on).filter(is_debt, due_on < at).label("oldest")]


def aged_of(row: RowMapping) -> Aged:
    """A row of those columns."""
    return Aged({age: row[age.value] for age in Age}, row["credit"], row["oldest"])


def _sum(cents: ColumnElement[int], *of: ColumnElement[bool]) -> ColumnElement[int]:
    return cast(func.coalesce(func.sum(cents).filter(*of), 0), BigInteger)
