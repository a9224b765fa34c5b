"""One workbook with a sheet for each file of the package."""

from __future__ import annotations

import datetime as dt
import re
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal
from pathlib import Path
from typing import Any

from flask_babel import gettext as _

from app.actions.packages.source.raw import MOST_BYTES, MOST_COLUMNS, MOST_ROWS, Broken, Number, RawSheet, Row, Unreadable
from app.core.errors import Refused

MOST_UNPACKED = 5 * MOST_BYTES
MOST_GAP = 1000
QUOTED = re.compile(r'"[^"]*"|[\\_*].')  # what a format of numbers only shows: text in quotes, and single signs
# What openpyxl lets out at a part that is missing, cut off or no XML; InvalidFileException is no subclass of any and comes for names alone, which are looked at before.
DAMAGED = (
    zipfile.BadZipFile,
    zlib.error,
    SyntaxError,
    LookupError,
    ValueError,
    TypeError,
    AttributeError,
    ArithmeticError,
    EOFError,
    OSError,
)


@contextmanager
def workbook_sheets(path: Path, *, called: str = "", most: int = 0) -> Iterator[list[RawSheet]]:
    """The sheets that hold anything, while the file is open. Raises Refused for what is no workbook, or swells when unpacked."""
    from openpyxl import load_workbook  # here, because it would be a tenth of every start

    name = called or path.name
    _weigh(path, name, most or MOST_UNPACKED)
    try:
        book = load_workbook(path, read_only=True, data_only=False, keep_links=False)
    except DAMAGED as wrong:
        raise Refused(_("%(name)s is not a workbook (.xlsx) that can be read.", name=name)) from wrong
    try:
        yield [_sheet(sheet) for sheet in book.worksheets]
    finally:
        book.close()


def _weigh(path: Path, name: str, most: int) -> None:
    """The parts of a workbook are zipped XML: look at their true size before anything parses them."""
    try:
        with zipfile.ZipFile(path) as archive:
            left = most
            for entry in archive.infolist():
                if entry.filename.endswith("vbaProject.bin"):
                    raise Refused(_("%(name)s is a workbook with macros. Save it as a workbook without them (.xlsx).", name=name))
                room = min(left, most // 4) if entry.filename.endswith("sharedStrings.xml") else left  # these are in memory all at once
                with archive.open(entry) as stream:
                    while chunk := stream.read(1 << 20):
                        left, room = left - len(chunk), room - len(chunk)
                        if room < 0:
                            raise Refused(_("%(name)s is too large once unpacked.", name=name))
    except (zipfile.BadZipFile, OSError, RuntimeError, NotImplementedError, EOFError) as wrong:
        raise Refused(_("%(name)s is not a workbook (.xlsx) that can be read.", name=name)) from wrong


def _sheet(sheet: Any) -> RawSheet:
    sheet.reset_dimensions()  # what a file says about its own size is not believed
    rows = _rows(sheet)
    name = str(sheet.title)
    first = next(rows, None)
    return RawSheet(name.strip().lower(), name, first[1] if first else [], rows, may_be_short=True)


def _rows(sheet: Any) -> Iterator[Row]:
    count, gap = -1, 0  # the header is no row
    for number, texts in _read(sheet):
        while texts and not texts[-1]:
            texts.pop()
        if not texts:
            gap += 1
            continue
        if gap > MOST_GAP:
            raise Unreadable(
                _("Stands below more than %(count)d empty rows. Take them out, or this and what follows.", count=MOST_GAP), number
            )
        gap, count = 0, count + 1
        if count > MOST_ROWS:
            raise Unreadable(_("Has more than %(count)d rows. Split the package.", count=MOST_ROWS), number)
        yield number, texts


def _read(sheet: Any) -> Iterator[Row]:
    number, blank = 0, None
    try:
        for number, cells in enumerate(sheet.iter_rows(max_col=MOST_COLUMNS + 1), start=1):
            texts = [] if cells is blank else [_text(cell) for cell in cells]
            if not any(texts):
                blank = cells  # rows that are not there are all the same one, and may be a million
            yield number, texts
    except DAMAGED as wrong:
        raise Unreadable(_("Cannot be read from here on: the workbook is damaged. Save it anew."), number + 1) from wrong


def _text(cell: Any) -> str:
    """What the cell would be in a CSV file."""
    value = cell.value
    if value is None:
        return ""
    if cell.data_type == "f":
        return Broken(str(value), _("Is a formula. Put its result instead."))
    if cell.data_type == "e":
        return Broken(str(value), _("Shows an error of the spreadsheet."))
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, dt.datetime):
        return value.date().isoformat() if value.time() == dt.time() else value.isoformat(" ")
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, dt.time):
        return value.strftime("%H:%M") if not value.second else value.isoformat()
    if isinstance(value, (int, float)):
        return _number(value, is_percent="%" in QUOTED.sub("", cell.number_format or ""))
    return str(value).strip()


def _number(value: float, *, is_percent: bool) -> str:
    """As the sheet shows it, a fraction to 15 digits: a cell that shows 10.5% holds 0.105."""
    found = Decimal(value if isinstance(value, int) or value.is_integer() else f"{value:.15g}") * (100 if is_percent else 1)
    if not found.is_finite():
        return str(value)
    return str(int(found)) if found == found.to_integral_value() else Number(f"{found.normalize():f}")
