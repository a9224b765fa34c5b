"""Leftovers: the rows that stayed out, as a package of the same shape, with the reasons beside them."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from pathlib import Path

from flask_babel import gettext as _
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell

from app.actions.packages.book import Book
from app.core.errors import Refused
from app.core.spreadsheet import disarmed

REASONS = "reasons.json"
Table = tuple[str, list[str], list[list[str]]]


def return_leftovers(book: Book, path: Path) -> bool:
    """Write them where the path says: a folder, or a .zip or .xlsx by its name. False when nothing stayed out.

    Raises Refused when something is there already.
    """
    tables = _tables(book)
    if not tables:
        return False
    if path.exists() and (path.is_file() or any(path.iterdir())):
        raise Refused(_("%(path)s is there already. Name another place for the rows that stay out.", path=path))
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.suffix.lower() == ".xlsx":
        _workbook(tables, path)
        return True
    files = {f"{name}.csv": _csv(header, rows) for name, header, rows in tables} | {REASONS: _reasons(book)}
    if path.suffix.lower() == ".zip":
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, content in files.items():
                archive.writestr(name, content)
    else:
        path.mkdir(exist_ok=True)
        for name, content in files.items():
            (path / name).write_text(content, encoding="utf-8", newline="")
    return True


def _tables(book: Book) -> list[Table]:
    tables = list(book.lost)
    for name, lines in book.lines.items():
        bad = [line for line in lines if line.is_bad]
        if bad:
            header = list(bad[0].raw)
            tables.append((name, header, [[line.raw.get(column, "") for column in header] for line in bad]))
    return tables


def _csv(header: list[str], rows: list[list[str]]) -> str:
    """Nothing in it is run by the spreadsheet in which it is put right; a package is read without what was put before it."""
    sink = io.StringIO(newline="")
    csv.writer(sink).writerows([disarmed(cell) for cell in row] for row in (header, *rows))
    return sink.getvalue()


def _reasons(book: Book) -> str:
    rows = [
        {
            "file": line.sheet.file,
            "line": line.number,
            "key": [line.raw.get(column, "") for column in line.sheet.key],
            "reasons": line.reasons,
        }
        for line in book.all_lines()
        if line.is_bad
    ]
    return json.dumps(rows, indent=1, ensure_ascii=False)


def _workbook(tables: list[Table], path: Path) -> None:
    """Every cell as text, so that what looked like a formula does not become one."""
    book = Workbook(write_only=True)
    for name, header, rows in tables:
        sheet = book.create_sheet(name)
        for row in [header, *rows]:
            cells = []
            for text in row:
                cell = WriteOnlyCell(sheet, value=str(text))
                cell.data_type = "s"
                cells.append(cell)
            sheet.append(cells)
    book.save(path)
