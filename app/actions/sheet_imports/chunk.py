"""A chunk of rows of one noun meets Foyer, by the sheets of the data package, and is written with its audit; what the database refuses is found by halves."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from psycopg import DataError as Unfit
from psycopg import IntegrityError as Broken
from sqlalchemy.exc import DataError, IntegrityError

from app.access.actor import Actor
from app.actions.packages.book import Book
from app.actions.packages.going_out import BILLED
from app.actions.packages.parse import parse
from app.actions.packages.present import named
from app.actions.packages.settle import settle
from app.actions.packages.sheet import Line
from app.actions.packages.sheets import SHEETS
from app.actions.packages.source.raw import RawSheet
from app.actions.packages.write import write
from app.actions.people_imports.person import Problem
from app.actions.people_imports.tested import Tested
from app.actions.sheet_imports.by_hand import refuse_by_hand
from app.actions.sheet_imports.elsewhere import hide_elsewhere, refuse_elsewhere
from app.actions.sheet_imports.held import hold_organisations, require_held
from app.actions.sheet_imports.naming import name_rows
from app.actions.sheet_imports.nouns import Noun
from app.actions.sheet_imports.rows import Given
from app.core import clock
from app.core.errors import Conflict, FoyerError
from app.models.people_import import RowState
from app.promises import refusal
from app.work import Work


@dataclass
class SheetBook(Book):
    """A book that keeps what is wrong with each line, however many they are."""

    problems: dict[int, list[Problem]] = field(default_factory=dict)
    warnings: dict[int, list[str]] = field(default_factory=dict)

    def refuse(self, line: Line, column: str, reason: str) -> None:
        super().refuse(line, column, reason)
        self.problems.setdefault(line.number, []).append({"column": column, "reason": str(reason)})

    def warn(self, line: Line, column: str, reason: str) -> None:
        super().warn(line, column, reason)
        self.warnings.setdefault(line.number, []).append(str(reason))


def bring_chunk(work: Work, noun: Noun, rows: Sequence[Given]) -> dict[int, Tested]:
    """By row id. In the transaction of the caller, who commits or undoes it. Raises Conflict while somebody else brings something in."""
    name_rows(work, noun, rows)
    told = {row.id: Tested(RowState.BAD, problems=row.problems) for row in rows if row.problems}
    good = [row for row in rows if not row.problems]
    return told | (_brought(work, noun, good) if good else {})


def parsed(work: Work, noun: Noun, rows: Sequence[Given]) -> SheetBook:
    """The rows as the lines of a data package, before they meet anything."""
    book, sheet = SheetBook(author=work.by.name, now=clock.now().replace(tzinfo=None)), noun.sheet.name
    header = list(dict.fromkeys(name for row in rows for name in row.cells))
    parse(RawSheet(sheet, sheet, header, iter([(row.line, [row.cells.get(name, "") for name in header]) for row in rows])), book)
    return book


def _brought(work: Work, noun: Noun, rows: Sequence[Given]) -> dict[int, Tested]:
    book, sheet = parsed(work, noun, rows), noun.sheet.name

    def meeting() -> None:
        hide_elsewhere(work, book, sheet)
        _leave_blanks(book, sheet)
        _place_new(work.by, book, sheet)

    held = hold_organisations(work, named(book)) if sheet in BILLED else set()
    settle(work, book, meeting=meeting, moving_in=False)
    if sheet in BILLED:
        require_held(book, sheet, held)
    refuse_elsewhere(work.by, book, sheet)
    refuse_by_hand(work, book, sheet)
    lines = book.lines[sheet]
    try:
        with work.session.begin_nested():
            write(work, book)
    except Conflict:
        raise
    except (IntegrityError, DataError, Broken, Unfit, FoyerError) as broken:
        return _by_halves(work, noun, rows, lines, book, broken)
    return {row.id: _told(line, book) for row, line in zip(rows, lines, strict=True)}


def _leave_blanks(book: Book, sheet: str) -> None:
    """A blank cell leaves what is there as it is; a new row takes it for none."""
    key = book.lines[sheet][0].sheet.key if book.lines[sheet] else ()
    for line in book.lines[sheet]:
        if len(key) > 1 or line.values.get(key[0]) in book.known[sheet].by_key:
            line.raw = {name: cell for name, cell in line.raw.items() if cell}


def _place_new(by: Actor, book: Book, sheet: str) -> None:
    """What is new belongs to the one location of whoever brings it in, where nothing else is said."""
    if by.location_ids is None or len(by.location_ids) != 1 or "location" not in SHEETS[sheet].by_name:
        return
    place = book.known["locations"].by_id.get(next(iter(by.location_ids)))
    for line in book.lines[sheet]:
        if place is not None and not line.raw.get("location") and line.values.get(line.sheet.key[0]) not in book.known[sheet].by_key:
            line.raw["location"] = line.values["location"] = place.name


def _by_halves(
    work: Work, noun: Noun, rows: Sequence[Given], lines: Sequence[Line], book: SheetBook, broken: Exception
) -> dict[int, Tested]:
    """The database names no row: the half that it takes is in, and the other is halved again."""
    told = {row.id: _told(line, book) for row, line in zip(rows, lines, strict=True) if line.is_bad}
    left = [row for row in rows if row.id not in told]
    if len(left) == 1:
        no = broken if isinstance(broken, FoyerError) else refusal(broken)  # type: ignore[arg-type]
        column = noun.sheet.column_of(no.field)
        return told | {
            left[0].id: Tested(RowState.BAD, problems=[{"column": column.name if column is not None else "", "reason": str(no.message)}])
        }
    half = len(left) // 2
    for part in (left[:half], left[half:]):
        told |= _brought(work, noun, part)
    return told


def _told(line: Line, book: SheetBook) -> Tested:
    if line.is_bad:
        return Tested(RowState.BAD, problems=book.problems.get(line.number) or [{"column": "", "reason": " ".join(line.reasons)}])
    verb, row = line.verb, line.row
    plan: dict[str, Any] = {"verb": verb, "name": row.name}
    if warnings := book.warnings.get(line.number):
        plan["warnings"] = warnings
    if row.id is not None:
        plan["id"] = row.id
    if verb == "change":
        changed = row.changes()
        plan["columns"] = [column.name for column in line.sheet.columns if column.to in changed]
    return Tested(RowState.GOOD if verb else RowState.THERE, plan=plan)
