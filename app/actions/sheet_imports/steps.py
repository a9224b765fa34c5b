"""The rows of a spreadsheet of one noun are tested, and brought in: a chunk a transaction, or all of them in one."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from flask_babel import ngettext
from sqlalchemy import update

from app.access.actor import SYSTEM, Actor
from app.actions.people_imports.tested import Tested
from app.actions.sheet_imports.chunk import bring_chunk
from app.actions.sheet_imports.hold import hold_all
from app.actions.sheet_imports.nouns import NOUNS
from app.actions.sheet_imports.read import Kept, given_rows, kept_rows, mark
from app.core.entity import db
from app.models import PeopleImport
from app.models.people_import import ImportState, RowState
from app.work import Work, rehearsal, transaction

Told = dict[int, Tested]


def test_rows(found: PeopleImport, acting: Callable[[], Actor]) -> Iterator[None]:
    """Each chunk is written, so that the database has its say, and undone. Killed between two, it goes on with the next."""
    for rows in _one_after_the_other(found, RowState.WAITING):
        with rehearsal(by=acting()) as work:
            told = bring_chunk(work, NOUNS[found.kind], given_rows(found, rows))
        with transaction(by=SYSTEM) as work:
            _mark(work, told, RowState.GOOD)
        yield


def bring_rows(found: PeopleImport, acting: Callable[[], Actor]) -> Iterator[None]:
    """What a chunk makes and what is noted of its rows are there together, or not at all."""
    import_id, noun = found.id, NOUNS[found.kind]
    while True:
        with transaction(by=acting()) as work:
            kept = work.session.get_one(
                PeopleImport, import_id
            )  # whoever lost a place sees it no more in their list, and their rows elsewhere come in all the same
            rows = next(kept_rows(work, kept, state=RowState.GOOD, lock=True), None)
            if rows is None:
                return
            _mark(work, bring_chunk(work, noun, given_rows(found, rows)), RowState.ONBOARDED)
        yield


def bring_all(found: PeopleImport, acting: Callable[[], Actor]) -> Iterator[None]:
    """In one transaction, or nothing: then what was refused is noted, and it waits as it was tested. Killed on its way, it begins anew."""
    import_id, noun, bad, done = found.id, NOUNS[found.kind], dict[int, Tested](), 0
    try:
        with transaction(by=acting()) as work:
            hold_all(work, found)
            for rows in kept_rows(work, found, state=RowState.GOOD, lock=True):
                acting()
                told = bring_chunk(work, noun, given_rows(found, rows))
                _mark(work, told, RowState.ONBOARDED)
                bad |= {row_id: each for row_id, each in told.items() if each.state is RowState.BAD}
                done += len(rows)
                _say(import_id, done)
            if bad:
                raise _Nothing
    except _Nothing:
        _take_back(import_id, bad)
    yield


class _Nothing(Exception):
    """Undoes everything."""


def _one_after_the_other(found: PeopleImport, state: RowState) -> Iterator[list[Kept]]:
    """A transaction for each look: nothing is held while a chunk is tested."""
    while True:
        with transaction(by=SYSTEM) as work:
            rows = next(kept_rows(work, found, state=state), None)
        if rows is None:
            return
        yield rows


def _mark(work: Work, told: Told, good: RowState) -> None:
    """Rows that are good are marked as `good`: tested, or in."""
    mark(
        work,
        (
            {
                "id": row_id,
                "state": (good if each.state is RowState.GOOD else each.state).value,
                "problems": each.problems,
                "plan": each.plan,
            }
            for row_id, each in told.items()
        ),
    )


def _say(import_id: int, done: int) -> None:
    """How far it is, past the transaction that nobody sees into yet."""
    with db.engine.begin() as aside:
        aside.execute(update(PeopleImport).where(PeopleImport.id == import_id).values(done=done))


def _take_back(import_id: int, bad: Told) -> None:
    with transaction(by=SYSTEM) as work:
        found = work.lock(PeopleImport, import_id)
        if found.state is not ImportState.ONBOARDING:
            return
        _mark(work, bad, RowState.GOOD)
        PeopleImport.moves.move(found, "take_back")
        found.problem = ngettext(
            "Nothing came in: %(num)d row was refused meanwhile.", "Nothing came in: %(num)d rows were refused meanwhile.", len(bad)
        )
