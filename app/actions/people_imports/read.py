"""Read all rows of a spreadsheet: what is wrong with a row by itself, or beside the others of its file, is found here."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import delete, select

from app.access.actor import SYSTEM
from app.actions.people_imports.person import Person, folded, kept, read_person
from app.actions.people_imports.source import opened, rows_of
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
            rows = list(_raw(work, found))
            work.session.execute(delete(PeopleImportRow).where(PeopleImportRow.import_id == found.id))
            copy_rows(work.session, "people_import_row", COLUMNS, _written(found, rows))
            found.content = None  # it is in the rows now, where a person can be erased from it
            PeopleImport.moves.move(found, "test")
    except Refused as no:
        with transaction(by=SYSTEM) as work:
            found = work.lock(PeopleImport, import_id)
            PeopleImport.moves.move(found, "give_up")
            found.problem = str(no.message)[:1000]


def _raw(work: Work, found: PeopleImport) -> Iterator[tuple[int, list[Any]]]:
    if found.content is not None:
        with opened(found.file, found.content) as sheet:
            yield from ((line, kept(cells)) for line, cells in rows_of(sheet))
        return
    rows = select(PeopleImportRow.line, PeopleImportRow.cells).where(PeopleImportRow.import_id == found.id).order_by(PeopleImportRow.line)
    yield from work.session.execute(rows).tuples()


def _written(found: PeopleImport, rows: list[tuple[int, list[Any]]]) -> Iterator[list[Any]]:
    twins = Twins()
    for line, cells in rows:
        person = read_person(cells, found.columns, len(found.header))
        twins.look(line, person)
        state = RowState.BAD if person.problems else RowState.WAITING
        yield [found.id, line, json.dumps(cells), person.email, person.organisation, state.value, json.dumps(person.problems)]


class Twins:
    """The same license twice in one file, and one address at two organisations."""

    def __init__(self) -> None:
        self.licenses: dict[tuple[str, str, str, Any], int] = {}
        self.homes: dict[str, tuple[str, int]] = {}

    def look(self, line: int, person: Person) -> None:
        """Only good rows count as the first."""
        values = person.values
        if person.problems or not person.email:
            return
        key = (person.email, folded(values["membership"]), folded(values.get("location", "")), values["start"])
        home, first = self.homes.get(person.email, (person.organisation, line))
        if home != person.organisation:
            person.wrong("email", _("This address is at another organisation on line %(line)d.", line=first))
        elif key in self.licenses:
            person.wrong("email", _("The same membership from the same day stands on line %(line)d already.", line=self.licenses[key]))
        else:
            self.licenses[key] = line
            self.homes[person.email] = (home, first)
