"""Forget a person in one table, as app/models/personal marks it. Past the session, because the audit would keep what is to be forgotten."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import CursorResult, TextClause
from sqlalchemy.orm import Session

from app.models.personal import Fate, Kind, Marks
from app.queries.personal.rows import Column, bound
from app.rules.subject import Subject

Columns = Mapping[str, Column]
NAMED = (Kind.NAME, Kind.MAIL, Kind.ACCOUNT)
EMPTIED = (Kind.SURNAME, Kind.CONTACT, Kind.SECRET, Kind.TRACE, Kind.SAID)


def forget_rows(session: Session, table: str, marks: Marks, columns: Columns, subject: Subject) -> int:
    """Their own rows: removed, or replaced column by column. Returns how many; a second time finds what is left of them, which changes nothing."""
    if marks.fate is Fate.GOES:
        return _run(session, bound(f"DELETE FROM {table} WHERE {marks.of}", subject))  # noqa: S608 - names of our own register
    words = marks.of_kind(Kind.WORDS)
    told = dict.fromkeys(marks.of_kind(*NAMED), ":erased")
    told |= {name: _empty(columns[name]) for name in marks.of_kind(*EMPTIED)}
    told |= {name: _replaced(columns[name]) for name in words}
    if not told:
        return 0
    statement = f"UPDATE {table} SET {', '.join(f'{name} = {value}' for name, value in told.items())} WHERE {marks.of}"  # noqa: S608
    return _run(session, bound(statement, subject, erased=subject.erased, **({"pattern": subject.at_home} if words else {})))


def forget_in_texts(session: Session, table: str, marks: Marks, columns: Columns, subject: Subject) -> int:
    """Their names and addresses in texts of other rows, and their name as the author of what they decided."""
    texts = [columns[name] for name in marks.of_kind(Kind.WORDS, Kind.SAID, Kind.AUTHOR)]
    keys = marks.of_kind(Kind.KEY)
    if not texts and not keys:
        return 0
    told = {column.name: _replaced(column) for column in texts}
    told |= {name: f"CASE WHEN {name} ~* :pattern THEN concat(:erased, '-{table}-', id) ELSE {name} END" for name in keys}
    found = " OR ".join(f"{name}::text ~* :pattern" for name in told)
    statement = f"UPDATE {table} SET {', '.join(f'{name} = {value}' for name, value in told.items())} WHERE {found}"  # noqa: S608
    return _run(session, bound(statement, subject, erased=subject.erased, pattern=subject.everywhere))


def _empty(column: Column) -> str:
    """Nothing, in a column of this type."""
    return "''" if column.is_text else "NULL" if column.nullable else "0"


def _replaced(column: Column) -> str:
    if column.is_json:
        return f"regexp_replace({column.name}::text, :pattern, :erased, 'gi')::jsonb"
    replaced = f"regexp_replace({column.name}, :pattern, :erased, 'gi')"
    return f"left({replaced}, {column.longest})" if column.longest else replaced


def _run(session: Session, statement: TextClause) -> int:
    found = session.execute(statement)
    assert isinstance(found, CursorResult)
    return found.rowcount
