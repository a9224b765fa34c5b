"""Outcome: what an import did, or would have done."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from app.actions.packages.book import Book
from app.actions.packages.findings import Finding
from app.actions.packages.sheets import SHEETS

COUNTS = {"create": "created", "change": "changed", "": "unchanged"}


@dataclass(frozen=True)
class Outcome:
    """`is_written`: the rows counted are in the database now. `left_out` counts the bad lines of a partial import."""

    files: dict[str, dict[str, int]]
    errors: list[Finding]
    warnings: list[Finding]
    error_count: int
    warning_count: int
    is_written: bool
    left_out: int = 0
    returned: str = ""
    reasons: dict[str, dict[int, list[str]]] = field(default_factory=dict)

    def shown(self) -> dict[str, Any]:
        """As JSON."""
        answer: dict[str, Any] = {
            "written": self.is_written,
            "files": self.files,
            "error_count": self.error_count,
            "warning_count": self.warning_count,
        }
        if self.returned:
            answer |= {"left_out": self.left_out, "returned": self.returned}
        return answer | {"errors": [each.shown() for each in self.errors], "warnings": [each.shown() for each in self.warnings]}


def outcome(book: Book, *, is_written: bool, returned: str = "") -> Outcome:
    """The account of a book that has been resolved."""
    files: dict[str, dict[str, int]] = {}
    left_out = sum(len(rows) for _name, _header, rows in book.lost)
    for name, lines in book.lines.items():
        counts = files[name] = {"rows": len(lines), "created": 0, "changed": 0, "unchanged": 0, "refused": 0}
        for line in lines:
            if line.is_bad:
                counts["refused"] += 1
                left_out += 1
            else:
                counts[COUNTS[line.verb]] += 1
    found = book.findings
    return Outcome(
        files, _in_order(found.errors), _in_order(found.warnings), found.error_count, found.warning_count, is_written, left_out, returned
    )


def _in_order(findings: list[Finding]) -> list[Finding]:
    """As the files of a package are described, line by line; what is no file of a package comes first."""
    places = {sheet.file: place for place, sheet in enumerate(SHEETS.values())}
    return sorted(findings, key=lambda each: (places.get(each.file, -1), each.line or 0))
