"""A filter in words: the column, how it is compared, and with what, named as the list names it."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from flask_appbuilder.models.filters import FilterRelation

from app.web.filter_bar import way_said
from app.web.filters import SEVERAL, typed
from app.web.formats import as_bool, as_date, as_datetime, as_month
from app.web.lookup import told
from app.web.place import asked_zone
from app.web.words import spoken


def filter_said(view: Any, column: str, way: str, text: str) -> str:
    """ "Organisation is Acme", "Status is Part paid", "Issued after 2 Jun 2026": of one that is active, by the name of its operator."""
    label = view.label_columns.get(column, column)
    operator = next((each for each in view._filters.get_search_filters()[column] if str(each.name) == way), None)
    if operator is None:
        return f"{label} {way} {text}"
    return f"{label} {way_said(view.datamodel, column, operator).lower()} {_with_what(view.datamodel, operator, column, text)}"


def _with_what(data: Any, operator: Any, column: str, text: str) -> str:
    if operator.arg_name in SEVERAL:
        return ", ".join(_one(data, operator, column, each) for each in text.split(","))
    return _one(data, operator, column, text)


def _one(data: Any, operator: Any, column: str, text: str) -> str:
    """What was typed, where it has no other name."""
    if isinstance(operator, FilterRelation):
        row = data.get_related_obj(column, text)
        return text if row is None else told(row)
    if column.endswith("_cents"):
        return text
    if data.is_enum(column):
        return spoken(text)
    if data.is_boolean(column):
        return as_bool(typed(data, column, text))
    if data.is_month(column):
        return as_month(typed(data, column, text))
    if data.is_date(column):
        return as_date(typed(data, column, text))
    if data.is_datetime(column):
        return (
            as_date(typed(data, column, text).date())
            if "T" not in text and " " not in text
            else as_datetime(typed(data, column, text), SimpleNamespace(zone=asked_zone()))
        )
    return text
