"""What the checks look at, once the chunk holds its organisations: others may have changed it between the reading and the lock."""

from __future__ import annotations

from sqlalchemy import select

from app.actions.packages.book import Book
from app.actions.packages.present import any_of
from app.actions.packages.sheet import Record
from app.actions.packages.sheets import SHEETS
from app.work import Work

# By the sheet that comes in: of the rows of which sheets, and what of them.
FACTS: dict[str, dict[str, tuple[str, ...]]] = {
    "organisations": {"organisations": ("status",)},
    "licenses": {"organisations": ("status",), "memberships": ("is_active",)},
    "adhocs": {"adhocs": ("invoiced_at", "kept_from_id")},
}


def read_afresh(work: Work, book: Book, sheet: str) -> None:
    """One query a table. What the file changes is held against the present; what it says nothing of stays as it is."""
    for name, attributes in FACTS.get(sheet, {}).items():
        known, table = book.known[name].by_id, SHEETS[name].model.__table__
        query = select(table.c.id, *(table.c[attribute] for attribute in attributes)).where(table.c.id.in_(any_of(list(known))))
        for row in work.session.execute(query).mappings():
            for attribute in attributes:
                _put(known[row["id"]], attribute, row[attribute])


def _put(record: Record, attribute: str, value: object) -> None:
    assert record.before is not None
    if record.after is not None and record.after[attribute] == record.before[attribute]:
        record.after[attribute] = value
    record.before[attribute] = value
