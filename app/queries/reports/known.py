"""Rows behind a number that no query finds: they were worked out by the pricing rules."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session


@dataclass(frozen=True, slots=True)
class Known:
    """As `Behind`, of rows that are there: the sum of `measure` is the number where that is a sum."""

    found: Sequence[Mapping[str, Any]]
    measure: str = ""

    def count(self, _session: Session) -> int:
        return len(self.found)

    def total(self, _session: Session) -> int:
        return sum(row[self.measure] for row in self.found) if self.measure else 0

    def rows(self, _session: Session, *, offset: int = 0, most: int | None = None) -> list[Any]:
        return list(self.found[offset:] if most is None else self.found[offset : offset + most])
