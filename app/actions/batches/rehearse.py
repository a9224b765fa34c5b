"""Try a verb out on some rows: each is done and undone, so that a person reads who would be refused, and why, before anything happens."""

from __future__ import annotations

import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from app.access.actor import Actor
from app.actions.batches.verbs import Verb
from app.core.errors import FoyerError
from app.work import rehearsal


@dataclass
class Rehearsed:
    """`refused` are (row, reason)."""

    good: int = 0
    refused: list[tuple[int, str]] = field(default_factory=list)

    @property
    def tried(self) -> int:
        return self.good + len(self.refused)


def rehearse(verb: Verb, given: dict[str, Any], rows: Iterable[int], *, by: Actor, seconds: float) -> Rehearsed:
    """As many rows as there is time for; every row begins on what is there now, and not on what the row before did."""
    found, until = Rehearsed(), time.monotonic() + seconds
    for row_id in rows:
        try:
            with rehearsal(by=by):
                verb(row_id, by=by, **given)
        except FoyerError as no:
            found.refused.append((row_id, str(no.message)))
        else:
            found.good += 1
        if time.monotonic() > until:
            break
    return found
