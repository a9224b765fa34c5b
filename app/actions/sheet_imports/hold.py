"""What a spreadsheet that comes in as a whole holds before its first chunk: a chunk by itself locks in the order of the house, the next after it would not."""

from __future__ import annotations

from collections import defaultdict

from app.actions.packages.going_out import BILLED
from app.actions.packages.present import named
from app.actions.sheet_imports.chunk import parsed
from app.actions.sheet_imports.held import hold_organisations, hold_spaces, spaces_of
from app.actions.sheet_imports.naming import name_rows
from app.actions.sheet_imports.nouns import NOUNS
from app.actions.sheet_imports.read import given_rows, kept_rows
from app.models import PeopleImport
from app.models.people_import import RowState
from app.work import Work


def hold_all(work: Work, found: PeopleImport) -> None:
    """All organisations that its rows name or touch, then all spaces that its licenses do, each by number."""
    noun = NOUNS[found.kind]
    if noun.sheet.name not in BILLED:
        return
    keys: dict[str, set[str]] = defaultdict(set)
    for rows in kept_rows(work, found, state=RowState.GOOD):
        given = given_rows(found, rows)
        name_rows(work, noun, given)
        for sheet, some in named(parsed(work, noun, [row for row in given if not row.problems])).items():
            keys[sheet] |= some
    hold_organisations(work, keys)
    if noun.sheet.name == "licenses":
        hold_spaces(work, spaces_of(work, keys))
