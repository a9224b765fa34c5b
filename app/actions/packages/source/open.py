"""Open a package, whatever it is packed in."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from flask_babel import gettext as _

from app.actions.packages.source.archive import archive_files
from app.actions.packages.source.csv_text import csv_sheet
from app.actions.packages.source.folder import folder_files
from app.actions.packages.source.raw import MOST_BYTES, RawSheet, Unreadable
from app.actions.packages.source.workbook import workbook_sheets
from app.core.errors import Refused
from app.core.spreadsheet import armed

Report = Callable[[str, int | None, str], None]


@contextmanager
def opened(path: Path, *, unreadable: Report) -> Iterator[list[RawSheet]]:
    """The files of the package; one that cannot be read goes to `unreadable` (file, line, reason). Raises Refused for the whole."""
    if not path.exists():
        raise Refused(_("There is no %(path)s.", path=path))
    if path.is_dir():
        yield list(_csv_sheets(folder_files(path), unreadable))
        return
    if path.stat().st_size > MOST_BYTES:
        raise Refused(_("%(name)s is larger than %(count)d MB.", name=path.name, count=MOST_BYTES // 1024**2))
    if path.suffix.lower() == ".zip":
        yield list(_csv_sheets(archive_files(path), unreadable))
    elif path.suffix.lower() == ".xlsx":
        with workbook_sheets(path) as sheets:
            yield sheets
    else:
        raise Refused(_("%(name)s is neither a folder of CSV files, nor a .zip of them, nor an .xlsx workbook.", name=path.name))


def _csv_sheets(files: Iterable[tuple[str, bytes]], unreadable: Report) -> Iterator[RawSheet]:
    for file, content in files:
        try:
            yield _armed(csv_sheet(Path(file).stem.lower(), file, content))
        except Unreadable as wrong:
            unreadable(file, wrong.line, wrong.reason)


def _armed(sheet: RawSheet) -> RawSheet:
    """As it was before it was written for a spreadsheet: the rows that stayed out come back."""
    rows = ((number, [armed(cell) for cell in cells]) for number, cells in sheet.rows)
    return RawSheet(sheet.name, sheet.file, [armed(name) for name in sheet.header], rows)
