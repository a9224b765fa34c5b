"""A list as CSV: the filtered rows, plain values, and nothing that a spreadsheet would run."""

from __future__ import annotations

import csv
import datetime as dt
import enum
import io
from collections.abc import Iterator
from typing import Any

from flask import Response, stream_with_context
from flask_babel import gettext as _

from app.core.money import Money, plain
from app.core.spreadsheet import disarmed

MOST_ROWS = 50_000


def cell(name: str, value: Any) -> str:
    """Amounts with a point, dates as ISO; a leading apostrophe disarms what looks like a formula."""
    if value is None:
        return ""
    if name.endswith("_cents") and isinstance(value, int):
        return plain(value)
    if isinstance(value, Money):
        return plain(value.cents)
    if isinstance(value, dt.datetime):
        return value.astimezone(dt.UTC).isoformat(timespec="seconds") if value.tzinfo else value.isoformat(timespec="seconds")
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    return disarmed(str(value.value if isinstance(value, enum.Enum) else value))


def csv_of(view: Any, found: Any, asked: Any) -> Response:
    """The whole filtered list as a download, in the order shown."""
    _count, rows = view.datamodel.query(
        found.get_joined_filters(view._base_filters), asked.order, asked.direction, page=0, page_size=MOST_ROWS
    )
    names = view.export_columns or view.list_columns

    def lines() -> Iterator[str]:
        buffer = io.StringIO()
        writer = csv.writer(buffer)
        writer.writerow([str(view.label_columns[name]) for name in names])
        for row in rows:
            writer.writerow([cell(name, view.datamodel._get_attr_value(row, name)) for name in names])
            yield buffer.getvalue()
            buffer.seek(0)
            buffer.truncate()
        yield buffer.getvalue()

    file = f"{type(view).__name__.removesuffix('View').lower()}.csv"
    return Response(stream_with_context(lines()), mimetype="text/csv", headers={"Content-Disposition": f'attachment; filename="{file}"'})
