"""PayFast's account of what it took: CSV, read by the names of its columns, whose places are not promised (contracts.md 1.5)."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

from app.core.money import cents
from app.integrations.payfast import Received

NEEDED = {"Type", "Gross", "M Payment ID", "PF Payment ID"}
TAKEN = "FUNDS_RECEIVED"


def rows(text: str) -> list[dict[str, str]]:
    """Every line by column; an empty text has none. Raises ValueError where a column is missing that we need."""
    if not text.strip():
        return []
    read = csv.DictReader(io.StringIO(text.strip()))
    if missing := NEEDED - set(read.fieldnames or ()):
        raise ValueError(f"no column {min(missing)}")
    found = list(read)
    if any(None in row or None in row.values() for row in found):
        raise ValueError("a line has another number of cells than the head")
    return found


def taken(found: list[dict[str, str]], reference: str) -> Iterator[Received]:
    """The payments of our reference. Raises ValueError for an amount that is none."""
    for row in found:
        if row["M Payment ID"] == reference and row["Type"].upper() == TAKEN:
            yield Received(row["PF Payment ID"], reference, cents(row["Gross"].replace(",", "")))
