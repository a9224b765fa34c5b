"""All rows of a spreadsheet of one noun become rows of ours, a batch at a time; of two that mean one thing the second is refused."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any, TypeVar

from flask_babel import gettext as _
from sqlalchemy import Select, delete, func, select, text

from app.actions.people_imports.person import kept
from app.actions.people_imports.source import opened, rows_of
from app.actions.sheet_imports.nouns import NOUNS
from app.actions.sheet_imports.rows import Given, given, key_of, mail_of
from app.actions.sheet_imports.spelling import spelling_of
from app.models import PeopleImport, PeopleImportRow
from app.models.people_import import RowState
from app.work import Work
from app.writing import copy_rows

BATCH = 1000
COLUMNS = ("import_id", "line", "cells", "email", "organisation")
Each = TypeVar("Each")
Kept = tuple[int, int, list[Any]]  # id, line, cells
# The same as a hundred updates, in one statement.
MARK = text("""
    UPDATE people_import_row SET state = told.state, problems = told.problems, plan = told.plan,
        email = coalesce(told.email, people_import_row.email), organisation = coalesce(told.organisation, people_import_row.organisation)
    FROM jsonb_to_recordset(CAST(:told AS jsonb)) AS told(id bigint, state text, problems jsonb, plan jsonb, email text, organisation text)
    WHERE people_import_row.id = told.id
""")


def read_sheet(work: Work, found: PeopleImport) -> None:
    """From the file the first time, from the kept rows when other columns were chosen. Raises Refused for a file that breaks off."""
    if found.content is not None:
        work.session.execute(delete(PeopleImportRow).where(PeopleImportRow.import_id == found.id))
        with opened(found.file, found.content) as sheet:
            for raw in batches(rows_of(found.file, sheet)):
                copy_rows(work.session, "people_import_row", COLUMNS, _copied(found, [(0, line, kept(cells)) for line, cells in raw]))
    else:
        for rows in kept_rows(work, found):
            read = _given(found, rows)
            mark(work, [_fresh(row) | {"email": mail_of(row), "organisation": key_of(row, NOUNS[found.kind])} for row in read])
    _refuse_twins(work, found)
    found.content, found.samples, found.done = None, [], 0  # it is in the rows now, where a person can be erased from it


def kept_rows(work: Work, found: PeopleImport, *, state: RowState | None = None, lock: bool = False) -> Iterator[list[Kept]]:
    """In the order of the file, a batch at a time; each is asked for when the one before is done."""
    last = 0
    while rows := [(row.id, row.line, row.cells) for row in work.session.execute(_after(found, last, state, lock=lock))]:
        yield rows
        last = rows[-1][1]


def mark(work: Work, told: Iterable[dict[str, Any]]) -> None:
    """What came of rows: {"id", "state", "problems", "plan"}."""
    work.session.execute(MARK, {"told": json.dumps(list(told))})


def given_rows(found: PeopleImport, rows: Iterable[Kept]) -> list[Given]:
    return list(_given(found, rows))


def _given(found: PeopleImport, rows: Iterable[Kept]) -> Iterator[Given]:
    noun, spelling = NOUNS[found.kind], spelling_of(found.spelling)
    for row_id, line, cells in rows:
        yield given(row_id, line, cells, columns=found.columns, width=len(found.header), noun=noun, spelling=spelling)


def _copied(found: PeopleImport, rows: list[Kept]) -> Iterator[list[Any]]:
    noun = NOUNS[found.kind]
    for (_id, line, cells), row in zip(rows, _given(found, rows), strict=True):
        yield [found.id, line, json.dumps(cells), mail_of(row), key_of(row, noun)]


def _after(found: PeopleImport, line: int, state: RowState | None, *, lock: bool) -> Select[tuple[int, int, list[Any]]]:
    query = select(PeopleImportRow.id, PeopleImportRow.line, PeopleImportRow.cells).where(
        PeopleImportRow.import_id == found.id, PeopleImportRow.line > line
    )
    if state is not None:
        query = query.where(PeopleImportRow.state == state)
    query = query.order_by(PeopleImportRow.line).limit(BATCH)
    return query.with_for_update() if lock else query


def _fresh(row: Given) -> dict[str, Any]:
    return {"id": row.id, "state": RowState.WAITING.value, "problems": [], "plan": {}}


def _refuse_twins(work: Work, found: PeopleImport) -> None:
    first = func.min(PeopleImportRow.line).over(partition_by=PeopleImportRow.organisation).label("first")
    keyed = (
        select(PeopleImportRow.id, PeopleImportRow.line, first)
        .where(PeopleImportRow.import_id == found.id, PeopleImportRow.organisation != "")
        .subquery()
    )
    twins = work.session.execute(select(keyed.c.id, keyed.c.first).where(keyed.c.first < keyed.c.line)).all()
    column = NOUNS[found.kind].sheet.key[-1]
    for some in batches(twins):
        mark(
            work,
            [
                {
                    "id": row.id,
                    "state": RowState.BAD.value,
                    "problems": [{"column": column, "reason": _("Stands on line %(line)d already.", line=row.first)}],
                    "plan": {},
                }
                for row in some
            ],
        )


def batches(rows: Iterable[Each]) -> Iterator[list[Each]]:
    """Some at a time, in their order."""
    waiting = iter(rows)
    while some := list(islice(waiting, BATCH)):
        yield some
