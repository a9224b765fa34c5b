"""The rows of a person in one table, by what app/models/personal says of it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ARRAY, BigInteger, BindParameter, String, TextClause, bindparam, text
from sqlalchemy.orm import Session
from sqlalchemy.types import TypeEngine

from app.models.personal import Marks
from app.rules.subject import Subject

KINDS: dict[str, TypeEngine[Any]] = {
    "person": BigInteger(),
    "contact": BigInteger(),
    "visits": ARRAY(BigInteger()),
    "mails": ARRAY(String()),
    "accounts": ARRAY(String()),
    "names": ARRAY(String()),
}
ASKED = re.compile(r"(?<!:):(\w+)")
COLUMNS = text("""
    SELECT CASE table_schema WHEN 'public' THEN '' ELSE table_schema || '.' END || table_name AS table, column_name AS name, data_type AS kind,
           is_nullable = 'YES' AS nullable, character_maximum_length AS longest
    FROM information_schema.columns WHERE table_schema IN ('public', 'radius')
""")


@dataclass(frozen=True, slots=True)
class Column:
    """`kind` is PostgreSQL's name of the type; `longest` in characters."""

    name: str
    kind: str
    nullable: bool
    longest: int | None

    @property
    def is_text(self) -> bool:
        return self.kind in ("text", "character varying")

    @property
    def is_json(self) -> bool:
        return self.kind == "jsonb"


def condition(marks: Marks, subject: Subject) -> TextClause:
    """Whose rows they are, with this person's values."""
    return bound(f"({marks.of})", subject)


def bound(statement: str, subject: Subject, **more: object) -> TextClause:
    """A statement about one person; of `subject.values` and of `more` those that it names."""
    asked = set(ASKED.findall(statement))
    ours: list[BindParameter[Any]] = [bindparam(name, value, type_=KINDS[name]) for name, value in subject.values.items() if name in asked]
    return text(statement).bindparams(*ours, **{name: value for name, value in more.items() if name in asked})


def columns_of(session: Session) -> dict[str, dict[str, Column]]:
    """Of every table of ours, by its name."""
    found: dict[str, dict[str, Column]] = {}
    for table, name, *facts in session.execute(COLUMNS):
        found.setdefault(table, {})[name] = Column(name, *facts)
    return found


def count(session: Session, table: str, marks: Marks, subject: Subject) -> int:
    statement = f"SELECT count(*) FROM {table} WHERE {marks.of}"  # noqa: S608 - names and conditions of our own register
    return session.scalar(bound(statement, subject)) or 0
