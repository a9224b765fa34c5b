"""Rows as a download, streamed: CSV as it is read, XLSX through a file on disk; nothing in them runs as a formula."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from decimal import Decimal
from tempfile import NamedTemporaryFile
from typing import Any

import xlsxwriter
from flask import Response, stream_with_context

from app.web.export import cell

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CHUNK = 64 * 1024
MOST_LETTERS = 32_767  # what a cell of a workbook holds


def csv_download(file: str, head: list[str], rows: Iterable[list[Any]]) -> Response:
    """A row leaves as soon as it is read."""

    def lines() -> Iterator[str]:
        buffer = io.StringIO()
        writer = csv.writer(buffer)
        writer.writerow([cell("", each) for each in head])
        for row in rows:
            writer.writerow([f"{each:f}" if isinstance(each, Decimal) else cell("", each) for each in row])
            if buffer.tell() > CHUNK:
                yield buffer.getvalue()
                buffer.seek(0)
                buffer.truncate()
        yield buffer.getvalue()

    return _attached(lines(), "text/csv", f"{file}.csv")


def xlsx_download(file: str, sheet: str, head: list[str], rows: Iterable[list[Any]]) -> Response:
    """One row in memory at a time; amounts are numbers with two decimals, all other cells are text."""

    def chunks() -> Iterator[bytes]:
        with NamedTemporaryFile(suffix=".xlsx") as kept:
            _write(kept.name, sheet, head, rows)
            with open(kept.name, "rb") as stream:
                while chunk := stream.read(CHUNK):
                    yield chunk

    return _attached(chunks(), XLSX, f"{file}.xlsx")


def _write(path: str, sheet: str, head: list[str], rows: Iterable[list[Any]]) -> None:
    with xlsxwriter.Workbook(path, {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}) as book:
        page = book.add_worksheet("".join(char for char in sheet if char not in "[]:*?/\\")[:31])
        bold, money = book.add_format({"bold": True}), book.add_format({"num_format": "#,##0.00"})
        page.freeze_panes(1, 0)
        for column, text in enumerate(head):
            page.set_column(column, column, max(10, len(text) + 2))
            page.write_string(0, column, text, bold)
        for number, row in enumerate(rows, start=1):
            for column, value in enumerate(row):
                if isinstance(value, Decimal):
                    page.write_number(number, column, float(value), money)  # a workbook knows no other numbers
                elif value not in (None, ""):
                    page.write_string(number, column, cell("", value)[:MOST_LETTERS])


def _attached(content: Iterator[Any], kind: str, file: str) -> Response:
    return Response(stream_with_context(content), mimetype=kind, headers={"Content-Disposition": f'attachment; filename="{file}"'})
