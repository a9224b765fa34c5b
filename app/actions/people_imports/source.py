"""The rows of an uploaded spreadsheet: one CSV, or the first sheet of a workbook that holds anything."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from xml.etree.ElementTree import ParseError

from flask_babel import gettext as _

from app.actions.packages.source.csv_text import csv_sheet
from app.actions.packages.source.raw import RawSheet, Unreadable
from app.actions.packages.source.workbook import workbook_sheets
from app.core.errors import Refused

MOST_ROWS = 50_000
MOST_BYTES = 20 * 1024 * 1024


@contextmanager
def opened(file: str, content: bytes) -> Iterator[RawSheet]:
    """Header and rows. Raises Refused, in words, for what is neither, is far too large, or swells when unpacked."""
    if len(content) > MOST_BYTES:
        raise Refused(_("%(name)s is larger than %(count)d MB. Split it.", name=file, count=MOST_BYTES // 1024**2), field="file")
    try:
        if file.lower().endswith(".csv"):
            yield csv_sheet("people", file, content)
        elif file.lower().endswith(".xlsx"):
            with TemporaryDirectory() as folder:
                path = Path(folder) / "people.xlsx"
                path.write_bytes(content)
                with workbook_sheets(path, called=file) as sheets:
                    filled = [sheet for sheet in sheets if sheet.header]
                    if not filled:
                        raise Refused(_("%(name)s is empty: not even a header row.", name=file), field="file")
                    yield filled[0]
        else:
            raise Refused(_("%(name)s is neither a CSV file nor a workbook (.xlsx).", name=file), field="file")
    except ParseError as wrong:
        raise Refused(_("%(name)s is not a workbook (.xlsx) that can be read.", name=file), field="file") from wrong
    except Unreadable as wrong:
        where = _("%(file)s, line %(line)d", file=file, line=wrong.line) if wrong.line else file
        raise Refused(f"{where}: {wrong.reason}", field="file") from wrong


def rows_of(sheet: RawSheet) -> Iterator[tuple[int, list[str]]]:
    """Line and cells. Raises Refused beyond the most rows that are taken at once."""
    for count, row in enumerate(sheet.rows, start=1):
        if count > MOST_ROWS:
            raise Refused(_("The file has more than %(count)d rows. Split it.", count=MOST_ROWS), field="file")
        yield row
