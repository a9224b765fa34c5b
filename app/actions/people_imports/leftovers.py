"""The rows that stayed out, as a file of the same shape with the reasons beside them: put them right, and upload it again."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.actions.people_imports.columns import REASON
from app.actions.people_imports.person import text_of
from app.models import PeopleImport, PeopleImportRow
from app.models.people_import import RowState


def left_header(found: PeopleImport) -> list[str]:
    return [*(name for name in found.header if name.casefold() != REASON), REASON]


def left_rows(session: Session, found: PeopleImport) -> Iterator[list[str]]:
    """In the order of the file."""
    places = [place for place, name in enumerate(found.header) if name.casefold() != REASON]
    bad = select(PeopleImportRow.cells, PeopleImportRow.problems).where(
        PeopleImportRow.import_id == found.id, PeopleImportRow.state == RowState.BAD
    )
    for cells, problems in session.execute(bad.order_by(PeopleImportRow.line).execution_options(yield_per=1000)):
        texts = [text_of(cells[place]) if place < len(cells) else "" for place in places]
        yield [*texts, " ".join(said(each, found) for each in problems)]


def said(problem: dict[str, str], found: PeopleImport) -> str:
    return f"{heading_of(problem['column'], found)}: {problem['reason']}" if problem["column"] else problem["reason"]


def heading_of(column: str, found: PeopleImport) -> str:
    """What the file calls a column of ours; our own name where it has none."""
    place = found.columns.get(column)
    return found.header[place] if place is not None and place < len(found.header) else column
