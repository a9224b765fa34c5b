"""Parse: the rows of a file become lines, every cell read by its column; what is wrong is named where it stands."""

from __future__ import annotations

from flask_babel import gettext as _

from app.actions.packages.book import Book
from app.actions.packages.near import near
from app.actions.packages.sheet import Column, Line, Sheet
from app.actions.packages.sheets import SHEETS
from app.actions.packages.source.raw import Broken, RawSheet, Unreadable


def parse(raw: RawSheet, book: Book) -> None:
    """All lines of one file, into the book."""
    sheet = SHEETS.get(raw.name)
    if sheet is None:
        _unknown_file(raw, book)
        return
    if raw.name in book.lines:
        book.cut(raw.file, None, _("Is in the package twice."))
        return
    lines = book.lines[raw.name] = []
    is_header_good = _check_header(raw, sheet, book)
    try:
        for number, cells in raw.rows:
            line = _line(sheet, number, cells, raw, book)
            line.is_bad = line.is_bad or not is_header_good
            lines.append(line)
    except Unreadable as wrong:
        book.cut(raw.file, wrong.line, wrong.reason)
    _refuse_twins(lines, book)


def _unknown_file(raw: RawSheet, book: Book) -> None:
    if not raw.header:
        return
    reason = _("Is no file of a data package.") + near(raw.name, SHEETS)
    book.findings.error(raw.file, None, "", "", reason)
    try:
        book.lost.append((raw.name, raw.header, [cells for number, cells in raw.rows]))
    except Unreadable as wrong:
        book.cut(raw.file, wrong.line, wrong.reason)


def _check_header(raw: RawSheet, sheet: Sheet, book: Book) -> bool:
    seen: set[str] = set()
    wrong: list[tuple[str, str]] = []
    for name in raw.header:
        if isinstance(name, Broken):
            wrong.append((name, name.reason))
        elif not name:
            wrong.append(("", _("A column has no name.")))
        elif name in seen:
            wrong.append((name, _("Stands in the header twice.")))
        elif name not in sheet.by_name:
            wrong.append((name, _("Is no column of %(file)s.", file=sheet.name) + near(name, sheet.by_name)))
        seen.add(name)
    wrong += [(name, _("This column is needed and not there.")) for name in sheet.key if name not in seen]
    for name, reason in wrong:
        book.findings.error(raw.file, 1, name[:100], "", reason)
    return not wrong


def _line(sheet: Sheet, number: int, cells: list[str], raw: RawSheet, book: Book) -> Line:
    width = len(raw.header)
    line = Line(sheet, number, dict(zip(raw.header, [*cells, *[""] * (width - len(cells))], strict=False)))
    if len(cells) > width or (len(cells) < width and not raw.may_be_short):
        book.refuse(line, "", _("Has %(count)d cells; the header has %(width)d.", count=len(cells), width=width))
        return line
    for name, cell in line.raw.items():
        column = sheet.by_name.get(name)
        if column is not None and cell:
            _read(line, column, cell, book)
    for name in sheet.key:
        column = sheet.by_name[name]
        if name in line.raw and not line.raw[name] and sheet.is_needed(column):
            book.refuse(line, name, _("Is needed."))
    return line


def _read(line: Line, column: Column, cell: str, book: Book) -> None:
    if isinstance(cell, Broken):
        book.refuse(line, column.name, cell.reason)
        return
    try:
        line.values[column.name] = column.read(cell)
    except ValueError as wrong:
        book.refuse(line, column.name, str(wrong))


def _refuse_twins(lines: list[Line], book: Book) -> None:
    first: dict[tuple[object, ...], Line] = {}
    for line in lines:
        key = tuple(line.values.get(name) for name in line.sheet.key)
        if key[0] is None:
            continue
        twin = first.setdefault(key, line)
        if twin is not line:
            shown = " ".join(str(part) for part in key if part is not None)
            book.refuse(line, line.sheet.key[-1], _("%(key)s stands on line %(line)d already.", key=shown, line=twin.number))
