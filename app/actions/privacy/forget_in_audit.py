"""Forget a person in a stretch of the audit, by the one function of the database that may (decisions.md)."""

from __future__ import annotations

import json

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from app.core.entity import db
from app.models.personal import REGISTER, Fate, Kind, Marks
from app.queries.personal.rows import condition
from app.rules.subject import Subject

CALL = text("SELECT forget_in_audit(:erasure, :first, :last, CAST(:pattern AS text), CAST(:own AS jsonb), CAST(:erased AS text))")
TELLING = (Kind.NAME, Kind.SURNAME, Kind.MAIL, Kind.ACCOUNT, Kind.CONTACT, Kind.SECRET, Kind.TRACE, Kind.SAID)


def forget_in_audit(session: Session, erasure_id: int, first: int, last: int, subject: Subject) -> int:
    """Rows `first` to `last` by number. Returns how many named the person."""
    theirs = {table: marks for table, marks in REGISTER.items() if marks.of and "." not in table and marks.of_kind(*TELLING)}
    own = {table: _own(session, table, marks, subject) for table, marks in theirs.items()}
    given = {
        "erasure": erasure_id,
        "first": first,
        "last": last,
        "pattern": subject.everywhere,
        "own": json.dumps(own),
        "erased": subject.erased,
    }
    return session.scalar(CALL, given) or 0


def _own(session: Session, table: str, marks: Marks, subject: Subject) -> dict[str, object]:
    """Rows of theirs, the columns that tell about them, and whether a row that is gone since is theirs when it bears their address."""
    known = db.metadata.tables[table]
    ids = session.scalars(select(known.c.id).where(condition(marks, subject))).all() if "id" in known.c else []
    is_about_them = marks.fate is Fate.GOES or table == "delivery"
    columns = list(marks.personal) if is_about_them else marks.of_kind(*TELLING)
    return {"ids": list(ids), "columns": columns, "loose": is_about_them}
