"""Cells: which formatter draws which column, and on which side."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Any

from app.web import formats
from app.web.interface import ScopedInterface

Formatter = Callable[[Any, Any], Any]
SHORT = {"code", "number", "cron", "license", "invoice", "credit_note", "run"}  # with hyphens, where browsers like to break a line


def of_row(formatter: Callable[..., Any]) -> Formatter:
    """FAB's formatters take the value; ours may ask for the row as well, for its currency or zone."""
    try:
        wanted = len(
            [
                each
                for each in inspect.signature(formatter).parameters.values()
                if each.kind in (each.POSITIONAL_ONLY, each.POSITIONAL_OR_KEYWORD)
            ]
        )
    except (TypeError, ValueError):
        wanted = 1
    return formatter if wanted > 1 else lambda value, row: formatter(value)


def formatters(datamodel: ScopedInterface, columns: list[str], given: dict[str, Callable[..., Any]]) -> dict[str, Formatter]:
    """The view's own formatter where it has one, else the one that the column's type and name call for."""
    return {name: of_row(given[name]) if name in given else _natural(datamodel, name) for name in columns}


def _natural(datamodel: ScopedInterface, name: str) -> Formatter:
    if name.endswith("_cents"):
        return formats.as_money
    if name.endswith("_percent") or name == "percent":
        return formats.as_percent
    if datamodel.is_enum(name):
        return formats.as_badge
    if datamodel.is_month(name):
        return formats.as_month
    if datamodel.is_boolean(name):
        return formats.as_bool
    if datamodel.is_string(name) and (datamodel.get_max_length(name) > 200 or datamodel.is_text(name)):
        return formats.as_long
    return formats.plain


def side(datamodel: ScopedInterface, name: str) -> str:
    """Numbers stand on the right; dates and document numbers stay on one line."""
    if name.endswith("_cents"):
        return "money"
    if datamodel.is_date(name) or datamodel.is_month(name) or name in SHORT:
        return "short"
    return "number" if datamodel.is_numeric(name) or datamodel.is_integer(name) or name.endswith("_count") else ""
