"""Findings: everything that is wrong, or worth a look, in a package, each at its file, line and column."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any

SHOWN = 1000
LONGEST_VALUE = 200


@dataclass(frozen=True, slots=True)
class Finding:
    """`line` is that of the file, 1 being the header; `column` and `value` are empty when the whole line or file is meant."""

    file: str
    line: int | None
    column: str
    value: str
    reason: str

    def shown(self) -> dict[str, Any]:
        return asdict(self)

    def __str__(self) -> str:
        place = ", ".join(part for part in (self.file, f"line {self.line}" if self.line else "", self.column) if part)
        return f"{place}: {self.reason}"


@dataclass(slots=True)
class Findings:
    """The first thousand of each kind are kept; all are counted."""

    errors: list[Finding] = field(default_factory=list)
    warnings: list[Finding] = field(default_factory=list)
    error_count: int = 0
    warning_count: int = 0

    def error(self, file: str, line: int | None, column: str, value: str, reason: str) -> None:
        self.error_count += 1
        if len(self.errors) < SHOWN:
            self.errors.append(Finding(file, line, column, value[:LONGEST_VALUE], str(reason)))

    def warn(self, file: str, line: int | None, column: str, value: str, reason: str) -> None:
        self.warning_count += 1
        if len(self.warnings) < SHOWN:
            self.warnings.append(Finding(file, line, column, value[:LONGEST_VALUE], str(reason)))
