"""Kinds of filters: for columns that hold a Month, and copies that do not work everything out anew."""

from __future__ import annotations

from copy import copy
from typing import Any

from flask_appbuilder.models.filters import Filters
from flask_appbuilder.models.sqla.filters import FilterEqual, FilterGreater, FilterNotEqual, FilterSmaller, SQLAFilterConverter
from sqlalchemy.orm import Query

from app.core.month import Month


def month_of(value: Any) -> Month:
    return value if isinstance(value, Month) else Month.parse(str(value))


class MonthIs(FilterEqual):  # type: ignore[misc]
    def apply(self, query: Query[Any], value: Any) -> Query[Any]:
        return query.filter(getattr(self.model, self.column_name) == month_of(value))


class MonthIsNot(FilterNotEqual):  # type: ignore[misc]
    def apply(self, query: Query[Any], value: Any) -> Query[Any]:
        return query.filter(getattr(self.model, self.column_name) != month_of(value))


class MonthAfter(FilterGreater):  # type: ignore[misc]
    def apply(self, query: Query[Any], value: Any) -> Query[Any]:
        return query.filter(getattr(self.model, self.column_name) > month_of(value))


class MonthBefore(FilterSmaller):  # type: ignore[misc]
    def apply(self, query: Query[Any], value: Any) -> Query[Any]:
        return query.filter(getattr(self.model, self.column_name) < month_of(value))


class MonthAwareConverter(SQLAFilterConverter):  # type: ignore[misc]
    """Columns that no filter fits are left out in silence."""

    conversion_table = (("is_month", [MonthIs, MonthAfter, MonthBefore, MonthIsNot]), *SQLAFilterConverter.conversion_table)

    def convert(self, col_name: str) -> list[Any] | None:
        known = self.datamodel.__dict__.setdefault("_kinds", {})
        if col_name not in known:
            kinds = next((kinds for asks, kinds in self.conversion_table if getattr(self.datamodel, asks)(col_name)), ())
            known[col_name] = [kind(col_name, self.datamodel) for kind in kinds]
        return list(known[col_name]) or None


class QuickFilters(Filters):  # type: ignore[misc]
    """FAB works out the possible filters of every column anew for each copy, several times a page; a copy shares them."""

    def blank(self) -> QuickFilters:
        made = copy(self)
        made.filters, made.values = [], []
        return made

    def copy(self) -> QuickFilters:
        made = copy(self)
        made.filters, made.values = list(self.filters), list(self.values)
        return made

    def get_joined_filters(self, filters: Filters) -> QuickFilters:
        made = self.copy()
        made.filters += filters.filters
        made.values += filters.values
        return made
