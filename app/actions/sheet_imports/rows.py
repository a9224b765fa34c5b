"""A kept row by our names of its columns, and what names it among the rows of its file."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from flask_babel import gettext as _

from app.actions.packages.source.raw import Broken
from app.actions.people_imports.person import Problem, folded, is_broken, is_number, text_of
from app.actions.sheet_imports.nouns import Noun
from app.actions.sheet_imports.spelling import Spelling, respelled
from app.core.spreadsheet import armed

MAILS = ("email", "user", "owner")  # the columns that say whose row it is, for the day on which they are erased


@dataclass(slots=True)
class Given:
    """`cells` by our column, as a data package would have them; cells without a column of ours are not in it."""

    id: int
    line: int
    cells: dict[str, str] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)


def given(row_id: int, line: int, cells: Sequence[Any], *, columns: Mapping[str, int], width: int, noun: Noun, spelling: Spelling) -> Given:
    """A row with more cells than the header has cannot be trusted."""
    row = Given(row_id, line)
    if len(cells) > width:
        row.problems.append({"column": "", "reason": _("Has %(count)d cells; the header has %(width)d.", count=len(cells), width=width)})
        return row
    for name, place in columns.items():
        cell = cells[place] if place < len(cells) else ""
        if is_broken(cell):
            row.cells[name] = Broken(cell["text"], cell["reason"])
        elif is_number(cell):
            row.cells[name] = text_of(cell)
        else:
            row.cells[name] = respelled(armed(cell).strip(), noun.sheet.by_name[name], spelling)
    return row


def key_of(row: Given, noun: Noun) -> str:
    """The same for two rows that mean one thing; empty for one that names nothing."""
    said = [row.cells.get(name, "") for name in noun.sheet.key]
    if noun.by_name and not said[0]:
        name = row.cells.get("name", "")
        said = [name and f"{name}\n{row.cells.get('location', '')}\n{row.cells.get('space', '')}".casefold()]
    elif noun.sheet.key == ("email",):
        said = [folded(said[0])]
    if not said[0] or any(isinstance(part, Broken) for part in said):
        return ""
    return hashlib.blake2b("\x1f".join(said).encode(), digest_size=16).hexdigest()


def mail_of(row: Given) -> str:
    """Whose row it is; empty where it is nobody's."""
    return next((cell.lower()[:320] for name in MAILS if "@" in (cell := row.cells.get(name, ""))), "")
