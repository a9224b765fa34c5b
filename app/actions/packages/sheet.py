"""Sheet: what one file of a package looks like; Line: one row of it; Record: the row of a table that it becomes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

from app.actions.packages.cells import Cell

if TYPE_CHECKING:
    from app.actions.packages.book import Book

NOTHING = object()


@dataclass(frozen=True)
class Column:
    """`to` is the table's column, empty when the sheet's own `settle` uses the value. `ref` names the sheet that it points to.

    `fixed`: refused to change once the row is there. `empty`: what an empty cell means for the table.
    """

    name: str
    read: Cell
    to: str = ""
    ref: str = ""
    needed: bool = False
    fixed: bool = False
    empty: Any = NOTHING


def said_by_columns(line: Line, book: Book) -> None:
    """Nothing beyond its columns."""


@dataclass(frozen=True)
class Sheet:
    """`key` are the columns that name a row; `settle` checks one line against everything else and completes its record."""

    name: str
    model: Any
    key: tuple[str, ...]
    columns: tuple[Column, ...]
    settle: Callable[[Line, Book], None] = said_by_columns

    @cached_property
    def by_name(self) -> dict[str, Column]:
        return {column.name: column for column in self.columns}

    @property
    def file(self) -> str:
        return f"{self.name}.csv"

    def empty(self, column: Column) -> Any:
        """What an empty cell puts into the table: nothing, or the column's default; NOTHING when a value is needed."""
        if column.empty is not NOTHING or not column.to:
            return column.empty
        target = self.model.__table__.c[column.to]
        if target.nullable:
            return None
        default = target.default
        return default.arg if default is not None and default.is_scalar else NOTHING

    def column_of(self, field: str | None) -> Column | None:
        """Ours, for a column of the table or a field of a form."""
        return next((each for each in self.columns if field and field in (each.to, each.name, each.to.removesuffix("_id"))), None)

    def is_needed(self, column: Column) -> bool:
        return column.needed or (bool(column.to) and self.empty(column) is NOTHING)


@dataclass(eq=False, slots=True)
class Record:
    """A row of a table: as it is (`before`, None when new) and as the package wants it (`after`, None to remove it).

    Values may be other records; they stand for their id.
    """

    model: Any
    name: str
    id: int | None = None
    before: dict[str, Any] | None = None
    after: dict[str, Any] | None = field(default_factory=dict)
    line: Line | None = None

    def __getitem__(self, attribute: str) -> Any:
        return (self.after or {}).get(attribute)

    def changes(self) -> dict[str, list[Any]]:
        """Column -> [before, after], where they differ."""
        if self.after is None:
            return {name: [value, None] for name, value in (self.before or {}).items() if value is not None}
        before = self.before or {}
        return {
            name: [before.get(name), value] for name, value in self.after.items() if self.before is None or differ(before.get(name), value)
        }

    @property
    def verb(self) -> str:
        """create, change, delete, or nothing to do."""
        if self.after is None:
            return "delete" if self.before is not None else ""
        if self.before is None:
            return "create"
        return "change" if self.changes() else ""


def differ(before: Any, after: Any) -> bool:
    """Whether a column changes; a record is the same as its id."""
    if isinstance(before, Record):
        before = before.id
    if isinstance(after, Record):
        return after.id is None or after.id != before
    return bool(before != after)


@dataclass(eq=False, slots=True)
class Line:
    """`raw` are the cells as text by column, `values` what they mean. `extras` are rows of other tables that come with it.

    `noted` goes to the audit beside what the record itself changes.
    """

    sheet: Sheet
    number: int
    raw: dict[str, str]
    values: dict[str, Any] = field(default_factory=dict)
    record: Record | None = None
    extras: list[Record] = field(default_factory=list)
    noted: dict[str, list[Any]] = field(default_factory=dict)
    reasons: list[str] = field(default_factory=list)
    is_bad: bool = False

    def given(self, column: str) -> Any:
        """The value of a cell that is there and not empty, else None."""
        return self.values.get(column)

    def says(self, column: str) -> bool:
        """The file has this column, filled or empty."""
        return column in self.raw

    @property
    def row(self) -> Record:
        """The record, which every line has once it is resolved."""
        assert self.record is not None
        return self.record

    @property
    def verb(self) -> str:
        if self.row.verb:
            return self.row.verb
        return "change" if any(extra.verb for extra in self.extras) else ""
