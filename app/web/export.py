"""A list as CSV or XLSX: every row that it shows, a thousand at a time, in the order shown; and who took how many is on record."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from flask import Response, request
from flask_babel import ngettext

from app.web.actor import current_actor
from app.web.downloads import csv_download, xlsx_download
from app.web.formats import zone_of
from app.web.place import chosen_location
from app.work import transaction


def file_of(view: Any, found: Any, asked: Any) -> Response:
    """`?as=xlsx` is a workbook, else CSV; `?columns=shown` holds the columns of the list, else all that the list has for a file."""
    as_book, names = request.args.get("as") == "xlsx", _names(view)
    filters = found.get_joined_filters(view._base_filters)
    _note(view, view.datamodel.exact_count(filters), "xlsx" if as_book else "csv", names)
    told = _rows(view, view.datamodel.stream(filters, asked.order, asked.direction, names), names, local=as_book)
    file, head = type(view).__name__.removesuffix("View").lower(), [str(view.label_columns[name]) for name in names]
    return xlsx_download(file, str(view.list_title), head, told) if as_book else csv_download(file, head, told)


def value_in_file(name: str, value: Any) -> Any:
    """Cents as an amount; all else as it is."""
    return Decimal(value).scaleb(-2) if name.endswith("_cents") and isinstance(value, int) else value


def _names(view: Any) -> list[str]:
    return list(view.columns_shown() if request.args.get("columns") == "shown" else view.columns_of_file())


def _rows(view: Any, rows: Iterator[Any], names: list[str], *, local: bool) -> Iterator[list[Any]]:
    """`local`: instants on the wall clock of the row's location, for a workbook, which knows no zones."""
    read = view.datamodel._get_attr_value
    for row in rows:
        values = [value_in_file(name, read(row, name)) for name in names]
        if local and any(isinstance(each, dt.datetime) for each in values):
            zone = zone_of(row)
            values = [
                each.astimezone(zone).replace(tzinfo=None) if isinstance(each, dt.datetime) and each.tzinfo else each for each in values
            ]
        yield values


def _note(view: Any, rows: int, kind: str, names: list[str]) -> None:
    """Before the first row leaves: nobody reads what is on no record."""
    asked = request.query_string.decode("utf-8", "replace")[:1000]
    told = {"rows": [None, rows], "file": [None, kind], "columns": [None, ", ".join(names)], "filter": [None, asked]}
    by = current_actor()
    with transaction(by=by) as work:
        name = ngettext("%(list)s, %(num)d row", "%(list)s, %(num)d rows", rows, list=view.list_title)
        work.record(
            "export", view.datamodel.obj.__tablename__, [{"noun_id": None, "name": name, "location_id": chosen_location(), "changes": told}]
        )
