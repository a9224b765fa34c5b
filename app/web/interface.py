"""ScopedInterface: the only way in which Flask-AppBuilder reads and writes our tables.

It shows an actor no row that scope hides, in any of FAB's reads; it never commits; it says no in words and never in SQL.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from flask_appbuilder.exceptions import DatabaseException
from flask_appbuilder.models.filters import Filters
from flask_appbuilder.models.sqla.filters import FilterEqual
from flask_appbuilder.models.sqla.interface import SQLAInterface
from sqlalchemy import BigInteger, Column, Interval
from sqlalchemy.exc import DataError, IntegrityError
from sqlalchemy.orm import Query, selectinload

from app.access.at_place import AT_PLACE
from app.access.scope import visible
from app.core.entity import MonthType
from app.promises import refusal
from app.web.actor import current_actor
from app.web.filter_kinds import AtPlace, MonthAwareConverter, QuickFilters
from app.web.numbers import LARGEST_INTEGER, LARGEST_KEY, whole
from app.web.place import chosen_location

AT_ONCE = 1_000


def key_of(text: Any) -> int | None:
    """A primary key from an address or a form; None for what can be none ("abc", 10**30)."""
    return whole(text) or None


class ScopedInterface(SQLAInterface):  # type: ignore[misc]
    """Lists, counts, single rows, actions, related rows and look-ups all pass `apply_filters`, and with it the row scope."""

    filter_converter_class = MonthAwareConverter
    shown: tuple[str, ...] = ()  # a view's list columns: relations among them are fetched with the page
    by_location = True  # lists obey the location switch
    most_counted: int | None = None  # a screen says "more than 1 000" and need not count every row of a big table

    def __init__(self, obj: Any, session: Any = None) -> None:
        super().__init__(obj, session)
        self._known: dict[tuple[str, ...], QuickFilters] = {}

    def get_filters(self, search_columns: list[str] | None = None, search_filters: Any = None) -> QuickFilters:
        key = tuple(search_columns or ())
        if key not in self._known:
            self._known[key] = QuickFilters(self.filter_converter_class, self, search_columns=list(key), search_filters=search_filters)
        return self._known[key].blank()

    # what a column is
    def is_computed(self, col_name: str) -> bool:
        """A question that the model answers (`column_property`), which no form writes."""
        return col_name in self.list_columns and not isinstance(self.list_columns[col_name], Column)

    def is_question(self, col_name: str) -> bool:
        """One of those whose answer is yes or no."""
        return self.is_computed(col_name) and self.is_boolean(col_name)

    def is_nullable(self, col_name: str) -> bool:
        if self.is_boolean(col_name) or self.is_computed(col_name):
            return True  # else a box that must be ticked
        return bool(super().is_nullable(col_name))

    def is_unique(self, col_name: str) -> bool:
        return not self.is_computed(col_name) and bool(super().is_unique(col_name))

    def get_col_default(self, col_name: str) -> Any:
        return None if self.is_computed(col_name) else super().get_col_default(col_name)

    def is_month(self, col_name: str) -> bool:
        return col_name in self.list_columns and isinstance(self.list_columns[col_name].type, MonthType)

    def is_date(self, col_name: str) -> bool:
        return not self.is_month(col_name) and bool(super().is_date(col_name))

    def is_datetime(self, col_name: str) -> bool:
        """A stretch of time is kept by a moment, of which FAB thinks that it is one."""
        return bool(super().is_datetime(col_name)) and not isinstance(self.list_columns[col_name].type, Interval)

    # reading
    def scoped(self, query: Query[Any]) -> Query[Any]:
        criterion = visible(current_actor(), self.obj)
        return query if criterion is None else query.filter(criterion)

    def apply_filters(self, query: Query[Any], filters: Filters | None) -> Query[Any]:
        return self.scoped(super().apply_filters(query, filters))

    def _get_base_query(
        self, query: Query[Any], filters: Filters | None = None, order_column: str = "", order_direction: str = ""
    ) -> Query[Any]:
        return super()._get_base_query(self.scoped(query), filters, order_column, order_direction)

    def apply_all(self, query: Query[Any], *args: Any, **kwargs: Any) -> Query[Any]:
        """FAB joins nothing for a dotted list column: without this every "organisation.name" is a query a row. `names` are columns that are drawn beside those."""
        names = {*self.shown, *kwargs.pop("names", ())}
        found = super().apply_all(query, *args, **kwargs)
        return found if kwargs.get("select_columns") else self._with_relations(found, names)

    def _with_relations(self, query: Query[Any], names: Iterable[str]) -> Query[Any]:
        relations = sorted({name.split(".")[0] for name in names if self.is_relation(name.split(".")[0])})
        return query.options(*(selectinload(getattr(self.obj, name)) for name in relations))

    def query(
        self,
        filters: Filters | None = None,
        order_column: str = "",
        order_direction: str = "",
        page: int | None = None,
        page_size: int | None = None,
        select_columns: list[str] | None = None,
        outer_default_load: bool = False,
        names: Iterable[str] = (),
    ) -> tuple[int, list[Any]]:
        """The rows of a page, and how many there are in all: a page that is not full has counted them by itself. `names` are the columns that are drawn."""
        filters, query = self.here(filters), self.session.query(self.obj)
        asked = (order_column, order_direction, page, page_size, select_columns, outer_default_load)
        rows = [getattr(row, self.obj.__name__, row) for row in self.apply_all(query, filters, *asked, names=names)]
        is_last = not page_size or len(rows) < page_size
        if is_last and (rows or not page):
            return (page or 0) * (page_size or 0) + len(rows), rows
        return self.query_count(query, filters, select_columns), rows

    def here(self, filters: Filters | None) -> Filters | None:
        """The filters, and the chosen location."""
        place = chosen_location() if self.by_location else None
        if place is None or not (hasattr(self.obj, "location_id") or self.obj in AT_PLACE):
            return filters
        column, kind = ("id", AtPlace) if self.obj in AT_PLACE else ("location_id", FilterEqual)
        return (filters.copy() if filters else self.get_filters()).add_filter(column, kind, place)

    def stream(self, filters: Filters | None, order_column: str, order_direction: str, names: Iterable[str]) -> Iterator[Any]:
        """Every row, by a cursor of the server: a thousand in memory at a time. What this person may see is asked now, the rows when they are read."""
        session = self.session() if callable(self.session) else self.session
        found = self.apply_all(
            session.query(self.obj), self.here(filters), order_column, order_direction, names={*names, "location"}
        ).yield_per(AT_ONCE)

        def rows() -> Iterator[Any]:
            try:
                yield from found
            finally:
                session.close()  # the request has ended, and with it whoever else would have

        return rows()

    def exact_count(self, filters: Filters | None) -> int:
        return int(super().query_count(self.session.query(self.obj), self.here(filters), None))

    def query_count(self, query: Query[Any], filters: Filters | None = None, select_columns: list[str] | None = None) -> int:
        if self.most_counted is None:
            return int(super().query_count(query, filters, select_columns))
        return self.apply_filters(query, filters).with_entities(self.get_pk()).limit(self.most_counted + 1).count()

    def get(self, id: Any, *args: Any, **kwargs: Any) -> Any:
        key = key_of(id)
        return None if key is None or key > self.largest_key else super().get(key, *args, **kwargs)

    @property
    def largest_key(self) -> int:
        """FAB's own tables count in four bytes, ours in eight; PostgreSQL faults beyond that."""
        return LARGEST_KEY if isinstance(self.obj.__mapper__.primary_key[0].type, BigInteger) else LARGEST_INTEGER

    def get_related_interface(self, col_name: str) -> ScopedInterface:
        return type(self)(self.get_related_model(col_name), self._session)

    def get_related_obj(self, col_name: str, value: Any) -> Any:
        return self.get_related_interface(col_name).get(value)

    # writing
    def add(self, item: Any, commit: bool = False) -> None:
        self.session.add(item)
        self._flush()

    def edit(self, item: Any, commit: bool = False) -> None:
        self.session.merge(item)
        self._flush()

    def delete(self, item: Any, commit: bool = False) -> None:
        self.session.delete(item)
        self._flush()

    def delete_all(self, items: list[Any]) -> None:
        for item in items:
            self.session.delete(item)
        self._flush()

    def _flush(self) -> None:
        """The database says no here, where the view can still answer; FAB's REST views know only DatabaseException."""
        try:
            self.session.flush()
        except (IntegrityError, DataError) as broken:
            refused = refusal(broken)
            raise DatabaseException(refused.message) from refused
