"""What the books of a drill's house say at its end."""

from __future__ import annotations

from collections.abc import Collection

from app.cli.say import say
from app.core.entity import db
from app.queries.verify.books import verify


def broken() -> set[str]:
    """The ids of the promises that do not hold, inside an application context."""
    db.session.rollback()
    found = {name for name, outcome in verify(db.session()).items() if outcome.violations}
    db.session.rollback()
    return found


def promises_broken(*, before: Collection[str] = ()) -> int:
    """How many, and which in words; `before`: what was laid by hand and so never held."""
    wrong = broken() - set(before)
    if wrong:
        say(f"Broken: {', '.join(sorted(wrong))}")
    return len(wrong)
