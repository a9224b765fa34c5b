"""Search filters from the address, checked: a broken one is left out with a word, never an internal fault."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from decimal import Decimal, InvalidOperation
from typing import Any
from zoneinfo import ZoneInfo

from flask import g, has_request_context, request
from flask_appbuilder.models.filters import FilterRelation, Filters

from app.core.month import Month
from app.rules.wall_times import first_from
from app.web.fields import typed_cents
from app.web.interface import ScopedInterface
from app.web.place import asked_zone

ADDRESS = re.compile(r"_flt_(\d{1,2})_(.+)")
LONGEST = 200
SEVERAL = ("in", "not_in")  # operators whose value is a list
YES, NO = {"y", "yes", "true", "1", "on"}, {"n", "no", "false", "0", "off", ""}


class OwnFilters:
    """One object of filters for each request, where FAB shares one among all threads and people see each other's search."""

    _filters_at_start: Any = None

    @property
    def _filters(self) -> Any:
        if not has_request_context():
            return self._filters_at_start
        kept = g.setdefault("filters", {})
        if id(self) not in kept:
            kept[id(self)] = self._filters_at_start.blank()
        return kept[id(self)]

    @_filters.setter
    def _filters(self, made: Any) -> None:
        self._filters_at_start = made


def typed(datamodel: ScopedInterface, column: str, text: str) -> Any:
    """The text as a value of that column; an instant without an offset is on the clock of `asked_zone`. Raises ValueError for what can be none."""
    text = text.replace("\x00", "").strip()[:LONGEST]
    if datamodel.is_boolean(column):
        if text.lower() not in YES | NO:
            raise ValueError(text)
        return text.lower() in YES
    if datamodel.is_enum(column):
        kind = datamodel.list_columns[column].type
        if text not in kind.enums:
            raise ValueError(text)
        return kind.enum_class(text) if kind.enum_class else text
    if datamodel.is_month(column):
        return Month.parse(text)
    if datamodel.is_date(column):
        return dt.date.fromisoformat(text)
    if datamodel.is_datetime(column):
        return _instant(text)
    if datamodel.is_integer(column):
        number = int(text)
        if abs(number) >= 2**63:
            raise ValueError(text)
        return number
    if datamodel.is_numeric(column):
        try:
            amount = Decimal(text)
        except InvalidOperation as wrong:
            raise ValueError(text) from wrong
        if not amount.is_finite():
            raise ValueError(text)
        return amount
    return text


def _instant(text: str) -> dt.datetime:
    """On the clock that was meant, so that its day is the day that was said."""
    found, zone = dt.datetime.fromisoformat(text), asked_zone()
    try:
        return (found if found.tzinfo else first_from(found, zone)).astimezone(ZoneInfo(zone))
    except OverflowError as beyond:  # the first and the last hours that there are
        raise ValueError(text) from beyond


def from_address(filters: Filters, asked: Iterable[tuple[str, list[str]]] | None = None) -> tuple[list[tuple[str, str, str]], list[str]]:
    """Fill `filters` from ?_flt_<operator>_<column>= of the address, or of one that is `asked` about; returns what is active as (column, operator, text), and the columns left out."""
    filters.clear_filters()
    known = filters.get_search_filters()
    active: list[tuple[str, str, str]] = []
    left_out: list[str] = []
    for name, texts in request.args.lists() if asked is None else asked:
        found = ADDRESS.fullmatch(name)
        if not found:
            continue
        number, column = int(found[1]), found[2]
        if column not in known or number >= len(known[column]):
            left_out.append(column)
            continue
        operator = known[column][number]
        for text in texts:
            if not text and not filters.datamodel.is_boolean(column):
                continue
            try:
                value = _value(filters.datamodel, operator, column, _as_kept(operator, column, text))
            except ValueError:
                left_out.append(column)
                continue
            filters._add_filter(operator, value)
            active.append((column, str(operator.name), text))
    return active, left_out


def from_json(operator: Any, value: Any) -> Any:
    """The value of a filter of the API, as its column has it; a list for operators that look for one of several. Raises ValueError for what fits no row."""
    if operator.arg_name in SEVERAL:
        if not isinstance(value, list):
            raise ValueError(value)
        return [_one(operator, each) for each in value]
    return _one(operator, value)


def _one(operator: Any, value: Any) -> Any:
    if not isinstance(value, (str, bool, int, float)) or len(str(value)) > LONGEST:
        raise ValueError(value)
    if isinstance(operator, FilterRelation):
        return _related(operator.datamodel, operator.column_name, value)
    return typed(operator.datamodel, operator.column_name, str(value))


def _related(datamodel: ScopedInterface, column: str, key: Any) -> Any:
    if datamodel.get_related_obj(column, key) is None:
        raise ValueError(key)
    return key


def _as_kept(operator: Any, column: str, text: str) -> str:
    """Amounts are typed as they are read, "1 500.00", and kept in cents."""
    if not column.endswith("_cents"):
        return text
    many = text.split(",")[:100] if operator.arg_name in SEVERAL else [text]
    return ",".join(str(typed_cents(each)) for each in many)


def _value(datamodel: ScopedInterface, operator: Any, column: str, text: str) -> Any:
    if isinstance(operator, FilterRelation):
        return _related(datamodel, column, text)
    if operator.arg_name in SEVERAL:
        return [typed(datamodel, column, part) for part in text.split(",")[:100]]
    return typed(datamodel, column, text)
