"""The rows of an uploaded spreadsheet: one CSV, or the first sheet of a workbook that holds anything."""

from __future__ import annotations

import codecs
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory

from flask_babel import gettext as _

from app.actions.packages.source.csv_text import csv_sheet
from app.actions.packages.source.raw import MOST_COLUMNS, RawSheet, Unreadable
from app.actions.packages.source.workbook import workbook_sheets
from app.core.errors import Refused

MOST_ROWS = 50_000
MOST_BYTES = 20 * 1024 * 1024
MOST_UNPACKED = 200 * 1024 * 1024
TEXT = (".csv", ".tsv", ".txt")
MACROS = (".xlsm", ".xltm", ".xlsb")
SEPARATORS = (",", ";", "\t", "|")
ZIPPED, OLD_WORKBOOK = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


@contextmanager
def opened(file: str, content: bytes) -> Iterator[RawSheet]:
    """Header and rows. Raises Refused, in words, for what is neither, is far too large, or swells when unpacked."""
    if len(content) > MOST_BYTES:
        raise Refused(_("%(name)s is larger than %(count)d MB. Split it.", name=file, count=MOST_BYTES // 1024**2), field="file")
    try:
        if content.startswith(OLD_WORKBOOK):
            raise Refused(_("%(name)s is a workbook of the old kind (.xls). Save it as .xlsx or as “CSV UTF-8”.", name=file), field="file")
        if file.lower().endswith(TEXT):
            text = _text(file, content)
            yield csv_sheet("people", file, text, separator=separator_of(text))
        elif file.lower().endswith(".xlsx"):
            with TemporaryDirectory() as folder:
                path = Path(folder) / "people.xlsx"
                path.write_bytes(content)
                with workbook_sheets(path, called=file, most=MOST_UNPACKED) as sheets:
                    filled = [sheet for sheet in sheets if sheet.header]
                    if not filled:
                        raise Refused(_("%(name)s is empty: not even a header row.", name=file), field="file")
                    yield filled[0]
        elif file.lower().endswith(MACROS):
            raise Refused(_("%(name)s is a workbook with macros. Save it as a workbook without them (.xlsx).", name=file), field="file")
        else:
            raise Refused(_("%(name)s is neither a CSV file nor a workbook (.xlsx).", name=file), field="file")
    except SyntaxError as wrong:  # of either reader of XML
        raise Refused(_("%(name)s is not a workbook (.xlsx) that can be read.", name=file), field="file") from wrong
    except Unreadable as wrong:
        where = _("%(file)s, line %(line)d", file=file, line=wrong.line) if wrong.line else file
        raise Refused(f"{where}: {wrong.reason}", field="file") from wrong


def rows_of(file: str, sheet: RawSheet) -> Iterator[tuple[int, list[str]]]:
    """Line and cells. Raises Refused beyond the most rows that are taken at once."""
    for count, row in enumerate(sheet.rows, start=1):
        if count > MOST_ROWS:
            raise Refused(
                _(
                    "%(name)s has more than %(count)d rows: line %(line)d is one too many. Split it.",
                    name=file,
                    count=MOST_ROWS,
                    line=row[0],
                ),
                field="file",
            )
        yield row


def first_rows(sheet: RawSheet, count: int) -> list[list[str]]:
    """The first of them, and whether the header is one: raises Refused for a title above the headings, as merged cells leave it."""
    rows = [cells for _line, cells in islice(sheet.rows, count)]
    headings, widest = sum(1 for cell in sheet.header if cell), max((sum(1 for cell in cells if cell) for cells in rows), default=0)
    if headings == 1 and widest > 2:
        said = _(
            "The first row has one heading, but the rows below have %(count)d cells. Put the headings into the first row, one above each column, without merged cells.",
            count=widest,
        )
        raise Refused(said, field="file")
    if len(sheet.header) > MOST_COLUMNS:
        raise Refused(_("The file has more than %(count)d columns.", count=MOST_COLUMNS), field="file")
    return rows


def separator_of(content: bytes) -> str:
    """What stands most often in the first line, outside quotes; a comma where nothing does. Excel's own `sep=;` decides."""
    line = content.removeprefix(codecs.BOM_UTF8).split(b"\n", 1)[0].decode("utf-8", "replace").strip("\r")
    if line.lower().startswith("sep=") and len(line) == 5:
        return line[4]
    bare = "".join(line.split('"')[::2])
    return max(SEPARATORS, key=bare.count)


def _text(file: str, content: bytes) -> bytes:
    """As UTF-8: Excel's “Unicode text” is UTF-16. Raises Refused for what is no text at all."""
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        try:
            return content.decode("utf-16").encode()
        except UnicodeDecodeError as wrong:
            raise Refused(_("%(name)s is not text that can be read. Save it as “CSV UTF-8”.", name=file), field="file") from wrong
    if content.startswith(ZIPPED):
        raise Refused(
            _("%(name)s is called a text file, but is a workbook or an archive. Give it its own ending, as .xlsx.", name=file), field="file"
        )
    if b"\x00" in content:
        raise Refused(_("%(name)s is not text that can be read. Save it as “CSV UTF-8”.", name=file), field="file")
    return content
