"""Machine: which verb moves a row from which status to which, said once beside the columns."""

from __future__ import annotations

from collections.abc import Collection
from enum import StrEnum
from typing import Any

from app.core.errors import Refused

Move = tuple[StrEnum | Collection[StrEnum], StrEnum]


class Machine:
    """`moves = Machine(send=(LOCKED, SENT), void=({DRAFT, LOCKED}, VOID))`; the column is `status` unless named."""

    def __init__(self, *, column: str = "status", **verbs: Move) -> None:
        self.column = column
        self.verbs: dict[str, tuple[frozenset[StrEnum], StrEnum]] = {
            verb: (frozenset({sources} if isinstance(sources, StrEnum) else sources), target) for verb, (sources, target) in verbs.items()
        }

    def may(self, row: Any, verb: str) -> bool:
        return getattr(row, self.column) in self.verbs[verb][0]

    def between(self, present: StrEnum, wanted: StrEnum) -> str | None:
        """The verb that leads from one status to another; None where none does."""
        return next((verb for verb, (sources, target) in self.verbs.items() if present in sources and target == wanted), None)

    def move(self, row: Any, verb: str) -> None:
        """Raises Refused when the row is not in a status that this verb starts from."""
        sources, target = self.verbs[verb]
        present = getattr(row, self.column)
        if present not in sources:
            raise Refused(f"{row} is {present.value.replace('_', ' ')}: it cannot {verb.replace('_', ' ')} now.")
        setattr(row, self.column, target)
