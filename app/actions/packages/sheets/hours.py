"""The column opening_hours of locations and rooms."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.actions.opening_hours import check_opening_hours
from app.actions.packages.sheet import Line
from app.core.errors import Refused

if TYPE_CHECKING:
    from app.actions.packages.book import Book


def check_hours(line: Line, book: Book) -> None:
    """New ones are understood; what was written before anybody checked it may stay as it is."""
    try:
        if "opening_hours" in line.row.changes():
            check_opening_hours(line.row["opening_hours"] or "")
    except Refused as wrong:
        book.refuse(line, "opening_hours", wrong.message)
