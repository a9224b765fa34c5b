"""Rows as a download: CSV as it is read, XLSX through a file on disk; nothing in them runs as a formula."""

from __future__ import annotations

import csv
import datetime as dt
import enum
import io
import time
from collections.abc import Iterable, Iterator
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, BinaryIO

import xlsxwriter
from flask import Response, stream_with_context
from flask_babel import gettext as _

from app.core.errors import Refused
from app.core.money import Money, plain
from app.core.spreadsheet import disarmed

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CHUNK = 64 * 1024
MOST_LETTERS = 32_767  # what a cell of a workbook holds
MOST_ROWS = 1_048_575  # what a sheet holds below its header; the rest is on further sheets
LONGEST = 120  # seconds in which its rows have to be written: a proxy waits five minutes for the first byte, and there is none before the last row (deploy/nginx)
EXACT = 10**15  # a workbook keeps fifteen digits of a number
FORMATS = {"money": "#,##0.00", "date": "yyyy-mm-dd", "instant": "yyyy-mm-dd hh:mm:ss", "bold": None}


def cell(value: Any) -> str:
    """A value as text: amounts with a point, dates as ISO, instants in UTC; a leading apostrophe disarms what looks like a formula."""
    if value is None:
        return ""
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, Money):
        return plain(value.cents)
    if isinstance(value, dt.datetime):
        return value.astimezone(dt.UTC).isoformat(timespec="seconds") if value.tzinfo else value.isoformat(timespec="seconds")
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    return disarmed(str(value.value if isinstance(value, enum.Enum) else value))


def csv_download(file: str, head: list[str], rows: Iterable[list[Any]]) -> Response:
    """A row leaves as soon as it is read."""

    def lines() -> Iterator[str]:
        buffer = io.StringIO()
        writer = csv.writer(buffer)
        writer.writerow([cell(each) for each in head])
        for row in rows:
            writer.writerow([cell(each) for each in row])
            if buffer.tell() > CHUNK:
                yield buffer.getvalue()
                buffer.seek(0)
                buffer.truncate()
        yield buffer.getvalue()

    return _attached(lines(), "text/csv", f"{file}.csv")


def xlsx_download(file: str, sheet: str, head: list[str], rows: Iterable[list[Any]]) -> Response:
    """One row in memory at a time; amounts, numbers and dates are what they are, all other cells are text; the header stays in sight.

    Raises Refused, before anything was sent, when that takes too long.
    """
    with TemporaryDirectory(prefix="foyer-") as folder:  # whoever breaks off leaves nothing: what is open outlives its name
        book = Path(folder) / "book.xlsx"
        _write(book, sheet, head, rows)
        whole = book.open("rb")

    def chunks(stream: BinaryIO) -> Iterator[bytes]:
        with stream:
            while chunk := stream.read(CHUNK):
                yield chunk

    return _attached(chunks(whole), XLSX, f"{file}.xlsx")


def _write(path: Path, sheet: str, head: list[str], rows: Iterable[list[Any]]) -> None:
    until = time.monotonic() + LONGEST
    told = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "remove_timezone": True,
        "tmpdir": str(path.parent),
    }
    book = xlsxwriter.Workbook(path, told)
    name = "".join(char for char in sheet if char not in "[]:*?/\\")
    look = {name: book.add_format({"num_format": kind} if kind else {"bold": True}) for name, kind in FORMATS.items()}
    page = _sheet(book, name[:31], head, look)
    for number, row in enumerate(rows):
        if number and number % MOST_ROWS == 0:
            page = _sheet(book, f"{name[:27]} {number // MOST_ROWS + 1}", head, look)
        for column, value in enumerate(row):
            _write_cell(page, number % MOST_ROWS + 1, column, value, look)
        if time.monotonic() > until:
            raise Refused(
                _(
                    "This workbook would take longer than %(count)d seconds. Take the CSV file, which comes as it is read, or narrow the list with a filter.",
                    count=LONGEST,
                )
            )
    book.close()


def _sheet(book: Any, name: str, head: list[str], look: dict[str, Any]) -> Any:
    page = book.add_worksheet(name)
    page.freeze_panes(1, 0)
    for column, text in enumerate(head):
        page.set_column(column, column, max(12, len(text) + 2))
        page.write_string(0, column, text, look["bold"])
    return page


def _write_cell(page: Any, row: int, column: int, value: Any, look: dict[str, Any]) -> None:
    if value is None or value == "":
        return
    if isinstance(value, Decimal | Money):
        amount = Decimal(value.cents).scaleb(-2) if isinstance(value, Money) else value
        page.write_number(row, column, float(amount), look["money"])  # a workbook knows no other numbers
    elif isinstance(value, int) and not isinstance(value, bool | enum.Enum) and abs(value) < EXACT:
        page.write_number(row, column, value)
    elif isinstance(value, dt.date) and value.year >= 1900:  # the first year of a workbook
        instant = isinstance(value, dt.datetime)
        known = value.astimezone(dt.UTC) if isinstance(value, dt.datetime) and value.tzinfo else value
        page.write_datetime(row, column, known, look["instant" if instant else "date"])
    else:
        page.write_string(row, column, cell(value)[:MOST_LETTERS])


def _attached(content: Iterator[Any], kind: str, file: str) -> Response:
    return Response(stream_with_context(content), mimetype=kind, headers={"Content-Disposition": f'attachment; filename="{file}"'})
