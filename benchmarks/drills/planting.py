"""Faults that a drill puts in on purpose: what judges the promise has to find them, or its silence proves nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import psycopg

TRIES = 4  # a race is lost by chance: in a short one perhaps by nobody
CONSTRAINTS = "SELECT conrelid::regclass::text, quote_ident(conname) FROM pg_constraint WHERE conname LIKE '%%' || %s"
TRIGGERS = "SELECT tgrelid::regclass::text, quote_ident(tgname) FROM pg_trigger WHERE tgname = %s"


@contextmanager
def replaced(*swaps: tuple[Any, str, Any]) -> Iterator[None]:
    """Inside, the name in a module or class means something else, in processes that are forked meanwhile too."""
    right = [getattr(owner, name) for owner, name, _wrong in swaps]
    for owner, name, wrong in swaps:
        setattr(owner, name, wrong)
    try:
        yield
    finally:
        for (owner, name, _wrong), function in zip(swaps, right, strict=True):
            setattr(owner, name, function)


def does_nothing(*_given: Any, **_named: Any) -> None:
    """A lock that nobody takes."""


def without_walls(url: str, *names: str) -> None:
    """The last walls of this database, which would still refuse what is planted, are gone for good: constraints by the end of their name, triggers by all of it.
    Raises LookupError for one that is not there."""
    with psycopg.connect(url, autocommit=True) as door:
        for name in names:
            constraints = door.execute(CONSTRAINTS, [name]).fetchall()
            triggers = door.execute(TRIGGERS, [name]).fetchall()
            if not constraints and not triggers:
                raise LookupError(f"there is no wall {name}")
            for table, found in constraints:
                door.execute(f"ALTER TABLE {table} DROP CONSTRAINT {found}")  # type: ignore[call-overload]
            for table, found in triggers:
                door.execute(f"DROP TRIGGER {found} ON {table}")  # type: ignore[call-overload]


def found(seen: Callable[[], int]) -> dict[str, int]:
    """`seen` plays with the fault and counts what it did wrong; again when that was by chance nothing. The figures of it."""
    wrong = 0
    for _try in range(TRIES):
        wrong = seen()
        if wrong:
            break
    return noticed(wrong)


def noticed(wrong: int) -> dict[str, int]:
    """The figures of a fault that was counted so often."""
    return {"planted_wrong": wrong, "planted_found": int(wrong > 0)}
