"""A promise: its name, its sentence, and a query that returns one line of text for each row that breaks it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from sqlalchemy import text
from sqlalchemy.orm import Session

EXAMPLES = 5


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a promise is kept: the number of violations, and the first few in words."""

    sentence: str
    violations: int
    examples: list[str]


@dataclass(frozen=True, slots=True)
class Promise:
    """`id` is that of docs/promises.md, with a word of its own where one id needs several queries."""

    id: str
    sentence: str
    query: str

    def outcome(self, session: Session) -> Outcome:
        asked = f"SELECT count(*), (array_agg(what ORDER BY what))[1:{EXAMPLES}] FROM ({self.query}) AS found (what)"  # noqa: S608 - our own constant
        violations, examples = session.execute(text(asked)).one()
        return Outcome(self.sentence, violations, examples or [])


@dataclass(frozen=True, slots=True)
class Recomputed:
    """A promise that takes our own code to check; `broken` yields one line of text for each violation."""

    id: str
    sentence: str
    broken: Callable[[Session], Iterator[str]]

    def outcome(self, session: Session) -> Outcome:
        found = list(self.broken(session))
        return Outcome(self.sentence, len(found), found[:EXAMPLES])
