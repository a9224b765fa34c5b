"""One CSV file: UTF-8, a header row, commas where nothing else is said."""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Iterator

from flask_babel import gettext as _

from app.actions.packages.source.raw import MOST_COLUMNS, MOST_ROWS, RawSheet, Row, Unreadable

LONGEST_CELL = 131_072
PIECE = 1 << 20
SEP = re.compile(r"sep=.\s*", re.IGNORECASE)
csv.field_size_limit(LONGEST_CELL)


def csv_sheet(name: str, file: str, content: bytes, *, separator: str = ",") -> RawSheet:
    """A first line `sep=;`, as Excel writes it, is passed over. Raises Unreadable for bytes that are no UTF-8, and for a header that cannot be used."""
    _assert_utf8(content)
    rows = _rows(io.TextIOWrapper(io.BytesIO(content), "utf-8-sig", newline=""), separator)
    first = next(rows, None)
    if first is None:
        raise Unreadable(_("Is empty: not even a header row."))
    header = first[1]
    if separator == "," and len(header) == 1 and any(sign in header[0] for sign in ";\t"):
        raise Unreadable(_("Has its cells separated by something else than commas."), 1)
    if len(header) > MOST_COLUMNS:
        raise Unreadable(_("Has more than %(count)d columns.", count=MOST_COLUMNS), 1)
    return RawSheet(name, file, header, rows)


def _assert_utf8(content: bytes) -> None:
    """Piece by piece: the whole text beside its bytes takes several times their memory."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    for begin in range(0, max(len(content), 1), PIECE):
        held = len(decoder.getstate()[0])
        try:
            decoder.decode(content[begin : begin + PIECE], final=begin + PIECE >= len(content))
        except UnicodeDecodeError as wrong:
            line = content.count(b"\n", 0, begin - held + wrong.start) + 1
            raise Unreadable(_("Is not UTF-8. Save it as “CSV UTF-8”."), line) from wrong


def _rows(text: io.TextIOBase, separator: str) -> Iterator[Row]:
    """Each row with the line that it begins on; empty lines are passed over."""
    reader = csv.reader(text, strict=True, delimiter=separator)
    begins, count = 1, -1  # the header is no row
    try:
        for cells in reader:
            is_hint = count == -1 and begins == 1 and SEP.fullmatch(separator.join(cells))
            if any(cell.strip() for cell in cells) and not is_hint:
                count += 1
                if count > MOST_ROWS:
                    raise Unreadable(_("Has more than %(count)d rows. Split the package.", count=MOST_ROWS), begins)
                yield begins, [cell.strip() for cell in cells]
            begins = reader.line_num + 1
    except csv.Error as wrong:
        raise Unreadable(_("Cannot be read as CSV from here: %(what)s.", what=wrong), begins) from wrong
