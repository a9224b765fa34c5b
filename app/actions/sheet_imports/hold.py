"""What a spreadsheet that comes in as a whole holds before its first chunk: a chunk by itself locks in the order of the house, the next after it would not."""

from __future__ import annotations

from sqlalchemy import select

from app.actions.packages.going_out import BILLED
from app.actions.packages.present import any_of, read_present
from app.actions.sheet_imports.by_hand import hold_spaces
from app.actions.sheet_imports.chunk import parsed
from app.actions.sheet_imports.naming import name_rows
from app.actions.sheet_imports.nouns import NOUNS
from app.actions.sheet_imports.read import given_rows, kept_rows
from app.models import Organisation, PeopleImport
from app.models.people_import import RowState
from app.work import Work


def hold_all(work: Work, found: PeopleImport) -> None:
    """All organisations that its rows name or touch, then all spaces that its licenses do, each by number."""
    noun = NOUNS[found.kind]
    if noun.sheet.name not in BILLED:
        return
    organisations, spaces = set[int](), set[int]()
    for rows in kept_rows(work, found, state=RowState.GOOD):
        given = given_rows(found, rows)
        name_rows(work, noun, given)
        book = parsed(work, noun, [row for row in given if not row.problems])
        read_present(work.session, book)
        organisations |= book.known["organisations"].by_id.keys()
        spaces |= book.known["spaces"].by_id.keys()
    held = select(Organisation.id).where(Organisation.id.in_(any_of(list(organisations)))).order_by(Organisation.id)
    work.session.execute(held.with_for_update(key_share=True))
    if noun.sheet.name == "licenses":
        hold_spaces(work, spaces)
