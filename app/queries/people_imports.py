"""Spreadsheets of people as the screens and the command show them."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any, NamedTuple

from flask_babel import gettext as _
from sqlalchemy import ColumnElement, case, func, select
from sqlalchemy.orm import Session

from app.access.actor import Actor
from app.access.scope import narrowed
from app.core.errors import Missing
from app.models import Access, Onboarding, PeopleImport, PeopleImportRow
from app.models.access import AccessState
from app.models.people_import import ImportKind, RowState

SHOWN = {"": None, "good": RowState.GOOD, "bad": RowState.BAD, "there": RowState.THERE, "onboarded": RowState.ONBOARDED}


class SystemStanding(NamedTuple):
    """How many of the people brought in have what they should in one system, of how many; `stuck` are for somebody to look at."""

    system: str
    settled: int
    wanted: int
    stuck: int


def import_of(session: Session, import_id: int, *, by: Actor) -> PeopleImport:
    """Raises Missing for one that this actor may not see."""
    query = select(PeopleImport).where(PeopleImport.id == import_id)
    found = session.scalars(narrowed(query, by, PeopleImport)).one_or_none()
    if found is None:
        raise Missing(_("There is no such file."))
    return found


def imports(session: Session, kinds: Collection[ImportKind], *, by: Actor, limit: int) -> list[tuple[PeopleImport, dict[str, int]]]:
    """The latest, each with its rows by state."""
    query = select(PeopleImport).where(PeopleImport.kind.in_(kinds)).order_by(PeopleImport.id.desc()).limit(limit)
    found = session.scalars(narrowed(query, by, PeopleImport)).all()
    counts: dict[int, dict[str, int]] = {each.id: {} for each in found}
    grouped = select(PeopleImportRow.import_id, PeopleImportRow.state, func.count()).where(PeopleImportRow.import_id.in_(counts))
    for import_id, state, count in session.execute(grouped.group_by(PeopleImportRow.import_id, PeopleImportRow.state)):
        counts[import_id][state.value] = count
    return [(each, counts[each.id]) for each in found]


def row_counts(session: Session, import_id: int) -> dict[str, int]:
    """Rows by state; states without a row are not in it."""
    grouped = select(PeopleImportRow.state, func.count()).where(PeopleImportRow.import_id == import_id).group_by(PeopleImportRow.state)
    return {state.value: count for state, count in session.execute(grouped)}


def verb_counts(session: Session, import_id: int) -> dict[str, int]:
    """Good rows, and those that are in, by what they do: create or change. Rows of people and leads are in none."""
    verb = PeopleImportRow.plan["verb"].astext
    grouped = select(verb, func.count()).where(
        PeopleImportRow.import_id == import_id, PeopleImportRow.state.in_((RowState.GOOD, RowState.ONBOARDED))
    )
    return {verb: count for verb, count in session.execute(grouped.group_by(verb)) if verb}


def with_warnings(session: Session, import_id: int) -> int:
    return session.scalar(select(func.count()).where(PeopleImportRow.import_id == import_id, _warned())) or 0


def import_rows(session: Session, import_id: int, *, show: str, page: int, size: int) -> tuple[int, list[PeopleImportRow]]:
    """How many there are, and one page of them in the order of the file; `show` is a state, or "warnings"."""
    where: list[ColumnElement[bool]] = [PeopleImportRow.import_id == import_id]
    if show == "warnings":
        where.append(_warned())
    elif show in ("create", "change"):
        where += [PeopleImportRow.plan["verb"].astext == show, PeopleImportRow.state.in_((RowState.GOOD, RowState.ONBOARDED))]
    elif SHOWN.get(show):
        where.append(PeopleImportRow.state == SHOWN[show])
    count = session.scalar(select(func.count()).select_from(PeopleImportRow).where(*where)) or 0
    rows = session.scalars(select(PeopleImportRow).where(*where).order_by(PeopleImportRow.line).offset(page * size).limit(size)).all()
    return count, list(rows)


def first_rows(session: Session, found: PeopleImport, count: int = 3) -> list[list[Any]]:
    """The first rows, as examples of what is in each column: as they were kept with the file until all are read."""
    rows = session.scalars(
        select(PeopleImportRow.cells).where(PeopleImportRow.import_id == found.id).order_by(PeopleImportRow.line).limit(count)
    ).all()
    return list(rows or found.samples)


def told_rows(session: Session, found: PeopleImport) -> Iterator[dict[str, Any]]:
    """Every row as JSON: its line, its state, what it makes, what is wrong with it."""
    columns = (PeopleImportRow.line, PeopleImportRow.email, PeopleImportRow.state, PeopleImportRow.plan, PeopleImportRow.problems)
    rows = select(*columns).where(PeopleImportRow.import_id == found.id).order_by(PeopleImportRow.line)
    for line, email, state, plan, problems in session.execute(rows):
        yield {
            "line": line,
            "email": email,
            "state": state.value,
            **{key: value for key, value in plan.items() if key != "holder"},
            "problems": problems,
        }


def access_standing(session: Session, import_id: int) -> list[SystemStanding]:
    """WiFi, printing and doors of everybody whom the file brought in."""
    settled = (AccessState.GRANTED, AccessState.SUSPENDED, AccessState.GONE)
    query = (
        select(
            Access.system,
            func.sum(case((Access.state.in_(settled), 1), else_=0)),
            func.count(),
            func.sum(case((Access.state == AccessState.FAILED, 1), else_=0)),
        )
        .join(Onboarding, Onboarding.user_id == Access.user_id)
        .join(PeopleImportRow, PeopleImportRow.onboarding_id == Onboarding.id)
        .where(PeopleImportRow.import_id == import_id)
        .group_by(Access.system)
    )
    found = {
        system.value: SystemStanding(system.value, int(done), count, int(stuck)) for system, done, count, stuck in session.execute(query)
    }
    return [found[name] for name in ("wifi", "printing", "doors") if name in found]


def _warned() -> ColumnElement[bool]:
    return func.jsonb_array_length(func.coalesce(PeopleImportRow.plan["warnings"], func.jsonb_build_array())) > 0
