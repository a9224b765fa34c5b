"""What the test of a row found out, as plain values."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from app.actions.people_imports.person import Problem
from app.models.people_import import RowState


@dataclass
class Tested:
    """What a row would make."""

    state: RowState
    problems: list[Problem] = field(default_factory=list)
    plan: dict[str, Any] = field(default_factory=dict)


def refused(column: str, reason: str) -> Tested:
    """It stays out, because of that."""
    return Tested(RowState.BAD, [{"column": column, "reason": reason}])
