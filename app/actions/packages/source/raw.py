"""RawSheet: the cells of one file as text, with the line that each row stands on."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

MOST_ROWS = 200_000
MOST_COLUMNS = 200
MOST_BYTES = 100 * 1024 * 1024


class Unreadable(Exception):
    """A file that cannot be read as what it claims to be; `line` where it shows."""

    def __init__(self, reason: str, line: int | None = None) -> None:
        super().__init__(reason)
        self.reason = reason
        self.line = line


class Broken(str):
    """A cell that holds something else than a value; `reason` says what."""

    reason: str

    def __new__(cls, text: str, reason: str) -> Broken:
        cell = super().__new__(cls, text)
        cell.reason = reason
        return cell


class Number(str):
    """A number of a workbook with a fraction, written with a point: however the file writes amounts in text, this is not one of them."""

    __slots__ = ()


Row = tuple[int, list[str]]


@dataclass
class RawSheet:
    """`rows` are read once, in order; reading may raise Unreadable. In a workbook a short row is one with empty cells at its end."""

    name: str
    file: str
    header: list[str] = field(default_factory=list)
    rows: Iterator[Row] = field(default_factory=lambda: iter(()))
    may_be_short: bool = False
