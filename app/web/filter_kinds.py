"""Kinds of filters: for columns that hold a Month, and copies that do not work everything out anew."""

from __future__ import annotations

from copy import copy
from typing import Any

from flask_appbuilder.models.filters import BaseFilter, Filters
from flask_appbuilder.models.sqla.filters import FilterEqual, FilterGreater, FilterNotEqual, FilterSmaller, SQLAFilterConverter
from sqlalchemy import or_
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


class Anywhere(BaseFilter):  # type: ignore[misc]
    """What the search above a list looks through: each word must be in one of the columns, "organisation.name" being a column of a relation."""

    arg_name = "anywhere"
    columns: tuple[str, ...] = ()

    def apply(self, query: Query[Any], value: Any) -> Query[Any]:
        return query.filter(*(or_(*(self._holds(column, word) for column in self.columns)) for word in str(value).split()))

    def _holds(self, column: str, word: str) -> Any:
        relation, _dot, name = column.rpartition(".")
        if not relation:
            return getattr(self.model, name).icontains(word, autoescape=True)
        owner = getattr(self.model, relation)
        return owner.has(getattr(owner.property.mapper.class_, name).icontains(word, autoescape=True))


def anywhere(columns: tuple[str, ...]) -> type[Anywhere]:
    """The search of one view."""
    return type("Anywhere", (Anywhere,), {"columns": columns})


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
