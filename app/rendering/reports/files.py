"""A table of a report as a file: of a download, and of a mail."""

from __future__ import annotations

import csv
import io
from decimal import Decimal
from typing import Any

from flask_babel import gettext as _

from app.core.spreadsheet import disarmed
from app.rendering.reports.say import exact
from app.rendering.reports.shape import Cell, Kind, Section


def table_of(section: Section) -> tuple[list[str], list[list[Any]]]:
    """Its head and its rows. Amounts are numbers there, so that a table of several currencies says of each row which is its own."""
    rows = [*section.rows, *([section.total] if section.total else [])]
    head, values = [each.name for each in section.columns], [[exact(cell.value, cell.kind) for cell in row] for row in rows]
    currencies = [_currencies(row) for row in rows]
    if len({each for own in currencies for each in own}) < 2 or any(each.kind is Kind.CURRENCY for each in section.columns):
        return head, values
    return [*head, _("Currency")], [[*row, " ".join(own)] for row, own in zip(values, currencies, strict=True)]


def _currencies(row: list[Cell]) -> list[str]:
    return sorted({each.currency for each in row if each.kind is Kind.MONEY and each.currency})


def csv_of(section: Section) -> bytes:
    """UTF-8, with a head; nothing in it runs as a formula."""
    out = io.StringIO()
    writer = csv.writer(out)
    head, rows = table_of(section)
    writer.writerow([disarmed(each) for each in head])
    for row in rows:
        writer.writerow([f"{each:f}" if isinstance(each, Decimal) else disarmed(str(each)) for each in row])
    return out.getvalue().encode()
