"""Carry a spreadsheet on by some seconds: reading, testing or bringing in, wherever it stands. Safe to run twice, and by two at once."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from functools import partial

from flask_babel import gettext as _
from psycopg import DataError as Unfit
from sqlalchemy import exists, select, update
from sqlalchemy.exc import DataError

from app.access.actor import SYSTEM, Actor
from app.actions.packages.import_package import PackageImported
from app.actions.people_imports.columns import column_of
from app.actions.people_imports.kinds import KINDS, ByRow, Kind
from app.actions.people_imports.may import acting, language_of
from app.actions.people_imports.read import read_people
from app.actions.people_imports.try_out import PeopleImportGoesOn
from app.actions.sheet_imports.steps import bring_all, bring_rows, test_rows
from app.core import clock
from app.core.entity import db
from app.core.errors import Conflict, Forbidden, FoyerError
from app.models import PeopleImport, PeopleImportRow
from app.models.people_import import ImportState, RowState
from app.promises import refusal
from app.translation import in_language
from app.work import transaction

STOPS = {ImportState.READING: "give_up", ImportState.TESTING: "stop", ImportState.ONBOARDING: "take_back"}
TOGETHER = 500  # rows of one organisation that are tested in one transaction


def carry_on(import_id: int, *, seconds: float) -> bool:
    """Whether there is more to do. Raises Conflict when somebody else is in the way: again in a moment."""
    found = db.session().get(PeopleImport, import_id)
    if found is None or not found.is_at_work:
        return False
    with in_language(language_of(found)):
        if found.state is ImportState.READING:
            read_people(import_id)
            return True
        return _carried_on(found, time.monotonic() + seconds)


def _carried_on(found: PeopleImport, until: float) -> bool:
    import_id = found.id
    try:
        for _step in _steps(found, partial(_acting, import_id)):
            if time.monotonic() > until:
                return True
    except _Stopped as no:
        stop_people_import(import_id, str(no))
    else:
        _end(import_id)
    return False


def _steps(found: PeopleImport, acting: Callable[[], Actor]) -> Iterator[None]:
    kind, is_testing = KINDS[found.kind], found.state is ImportState.TESTING
    if kind.by_row is not None:
        return _testing(found, acting, kind.by_row) if is_testing else _onboarding(found, acting, kind, kind.by_row)
    if is_testing:
        return test_rows(found, acting)
    return bring_all(found, acting) if found.is_whole else bring_rows(found, acting)


class _Stopped(Exception):
    """Whoever ordered it may not go on."""


def _acting(import_id: int) -> Actor:
    session = db.session()
    try:
        return acting(session, session.get_one(PeopleImport, import_id))
    except Forbidden as no:
        raise _Stopped(no.message) from no


def stop_people_import(import_id: int, reason: str) -> None:
    """What is in stays; the rest waits for somebody who may. Safe to run twice."""
    with transaction(by=SYSTEM) as work:
        found = work.lock(PeopleImport, import_id)
        if found.is_at_work:
            PeopleImport.moves.move(found, STOPS[found.state])
            found.problem = reason[:1000]


def stop_broken(import_id: int, failure: Exception) -> None:
    """It failed by something that nobody had thought of, and would for ever: whoever ordered it reads so, in their language."""
    found = db.session().get(PeopleImport, import_id)
    if found is not None:
        with in_language(language_of(found)):
            reason = (
                failure.message
                if isinstance(failure, FoyerError)
                else _(
                    "It stopped at a fault of Foyer’s own, which is in its log. What is in stays. Start it again; when it stops once more, tell whoever looks after Foyer."
                )
            )
            stop_people_import(import_id, str(reason))


def go_on(import_id: int) -> None:
    """Tell the jobs that there is more to do."""
    with transaction(by=SYSTEM) as work:
        work.emit(PeopleImportGoesOn(import_id))


def _testing(found: PeopleImport, acting: Callable[[], Actor], kind: ByRow) -> Iterator[None]:
    """All rows of an organisation, one organisation after the other; of leads some people at a time."""
    session, import_id = db.session(), found.id
    memory = kind.memory(session, import_id)
    waiting = (
        select(PeopleImportRow)
        .where(PeopleImportRow.import_id == import_id, PeopleImportRow.state == RowState.WAITING)
        .order_by(PeopleImportRow.line)
    )
    while groups := {row.organisation for row in session.scalars(waiting.limit(kind.at_once))}:
        rows = session.scalars(waiting.where(PeopleImportRow.organisation.in_(groups)).limit(TOGETHER)).all()
        told = kind.rehearse(found, rows, memory, by=acting())
        values = [{"id": row_id, "state": each.state, "problems": each.problems, "plan": each.plan} for row_id, each in told.items()]
        with transaction(by=SYSTEM) as work:
            work.session.execute(update(PeopleImportRow), values)
        yield
        found = session.get_one(PeopleImport, import_id)


def _onboarding(found: PeopleImport, acting: Callable[[], Actor], kind: Kind, one: ByRow) -> Iterator[None]:
    """One row, one transaction: what it makes and what is noted about it are there together, or not at all."""
    import_id, columns, width = found.id, dict(found.columns), len(found.header)
    good = (
        select(PeopleImportRow)
        .where(PeopleImportRow.import_id == import_id, PeopleImportRow.state == RowState.GOOD)
        .order_by(PeopleImportRow.line)
    )
    while True:
        row_id, by = 0, acting()
        try:
            with transaction(by=by) as work:
                row = work.session.scalars(good.limit(1).with_for_update(skip_locked=True)).first()
                if row is None:
                    return
                row_id = row.id
                one.bring_in(work, row, one.read(row.cells, columns, width).values)
        except Conflict:
            raise
        except FoyerError as no:
            _refuse(row_id, no, kind)
        except (DataError, Unfit) as unfit:
            _refuse(row_id, refusal(unfit), kind)
        yield


def _refuse(row_id: int, no: FoyerError, kind: Kind) -> None:
    with transaction(by=SYSTEM) as work:
        row = work.session.get_one(PeopleImportRow, row_id)
        row.state, row.problems = RowState.BAD, [{"column": column_of(no.field, kind.columns), "reason": str(no.message)}]


def _end(import_id: int) -> None:
    """Once, whoever comes first, and when no row waits with somebody else."""
    with transaction(by=SYSTEM) as work:
        found = work.lock(PeopleImport, import_id)
        open_rows = {ImportState.TESTING: RowState.WAITING, ImportState.ONBOARDING: RowState.GOOD}.get(found.state)
        if open_rows is None or work.session.scalar(
            select(exists().where(PeopleImportRow.import_id == import_id, PeopleImportRow.state == open_rows))
        ):
            return
        PeopleImport.moves.move(found, "tell" if found.state is ImportState.TESTING else "finish")
        if found.state is ImportState.DONE:
            found.finished_at = clock.now()
            if KINDS[found.kind].by_row is None:
                work.emit(PackageImported())
