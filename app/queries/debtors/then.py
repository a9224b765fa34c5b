"""The day, or the days, on which accounts are looked at: one look at the books answers for all of them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Date, FromClause, Label, and_, column, func, literal, values
from sqlalchemy.dialects.postgresql import array

from app.core.entity import AnySelect


@dataclass(frozen=True, slots=True)
class Then:
    """`day` stands in conditions. Of several days `table` has a row each, and every row of a query is one of its day; `days` are their list, in order."""

    day: ColumnElement[dt.date]
    table: FromClause | None = None
    days: Any = None

    @classmethod
    def at(cls, day: dt.date) -> Then:
        return cls(literal(day, Date))

    @classmethod
    def each_of(cls, days: Iterable[dt.date]) -> Then:
        """Days without order, each once."""
        found = sorted(set(days))
        table = values(column("day", Date), name="then").data([(each,) for each in found])
        return cls(table.c.day, table, array([literal(each, Date) for each in found]))

    @property
    def columns(self) -> tuple[Label[dt.date], ...]:
        """What tells a row of one day from that of another; nothing where there is only one."""
        return () if self.table is None else (self.day.label("day"),)

    def on(self, query: AnySelect, known: ColumnElement[bool]) -> AnySelect:
        """The rows on each day for which something about it is true."""
        return query.where(known) if self.table is None else query.join(self.table, known)

    def same(self, of: FromClause) -> tuple[ColumnElement[bool], ...]:
        """Rows of a query with these columns are of the same day."""
        return () if self.table is None else (of.c.day == self.day,)

    def undone(
        self, query: AnySelect, moved_on: Any, document: Any, key: Any, since: Any, here: Sequence[ColumnElement[bool]] = ()
    ) -> AnySelect:
        """What moved after the day, as pairs of a key and cents; `here` says of which documents, where not of all.

        Of several days, those alone on which there was a document already that it moved. Most invoices are settled before the first of the days after
        them, and are left out before anything is multiplied.
        """
        if self.table is None:
            query = query.where(moved_on > self.day)
            return query.join(document, document.id == key).where(*here) if here else query
        between = func.width_bucket(moved_on - 1, self.days) > func.width_bucket(since - 1, self.days)
        return (
            query.join(document, document.id == key)
            .where(between, *here)
            .join(self.table, and_(self.day < moved_on, self.day >= since))
            .add_columns(*self.columns)
        )
