"""Read all rows of a spreadsheet: what is wrong with a row by itself, or beside the others of its file, is found here."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from sqlalchemy import delete, select

from app.access.actor import SYSTEM
from app.actions.people_imports.kinds import KINDS, ByRow
from app.actions.people_imports.person import kept
from app.actions.people_imports.source import opened, rows_of
from app.actions.sheet_imports.read import read_sheet
from app.core.errors import Refused
from app.models import PeopleImport, PeopleImportRow
from app.models.people_import import ImportState, RowState
from app.work import Work, transaction
from app.writing import copy_rows

COLUMNS = ("import_id", "line", "cells", "email", "organisation", "state", "problems")


def read_people(import_id: int) -> None:
    """From the file the first time, from the kept rows when other columns were chosen. A file that breaks off goes back to its owner."""
    try:
        with transaction(by=SYSTEM) as work:
            found = work.lock(PeopleImport, import_id)
            if found.state is not ImportState.READING:
                return
            kind = KINDS[found.kind]
            if kind.by_row is not None:
                _read_rows(work, found, kind.by_row)
            else:
                read_sheet(work, found)
            PeopleImport.moves.move(found, "test")
    except Refused as no:
        with transaction(by=SYSTEM) as work:
            found = work.lock(PeopleImport, import_id)
            PeopleImport.moves.move(found, "give_up")
            found.problem = str(no.message)[:1000]


def _read_rows(work: Work, found: PeopleImport, kind: ByRow) -> None:
    rows = list(_raw(work, found))
    work.session.execute(delete(PeopleImportRow).where(PeopleImportRow.import_id == found.id))
    copy_rows(work.session, "people_import_row", COLUMNS, _written(found, kind, rows))
    found.content, found.samples = None, []  # it is in the rows now, where a person can be erased from it


def _raw(work: Work, found: PeopleImport) -> Iterator[tuple[int, list[Any]]]:
    if found.content is not None:
        with opened(found.file, found.content) as sheet:
            yield from ((line, kept(cells)) for line, cells in rows_of(found.file, sheet))
        return
    rows = select(PeopleImportRow.line, PeopleImportRow.cells).where(PeopleImportRow.import_id == found.id).order_by(PeopleImportRow.line)
    yield from work.session.execute(rows)


def _written(found: PeopleImport, kind: ByRow, rows: list[tuple[int, list[Any]]]) -> Iterator[list[Any]]:
    twins = kind.twins()
    for line, cells in rows:
        person = kind.read(cells, found.columns, len(found.header))
        twins.look(line, person)
        state = RowState.BAD if person.problems else RowState.WAITING
        yield [found.id, line, json.dumps(cells), person.email, person.group, state.value, json.dumps(person.problems)]
