"""One row of a spreadsheet as a person: every cell read by its column, and everything that is wrong with it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeGuard

from flask_babel import gettext as _

from app.actions.packages.source.raw import Broken, Number
from app.actions.people_imports.columns import COLUMNS, LONGEST_NAME, Column
from app.core.spreadsheet import armed

Problem = dict[str, Any]  # {"column", "reason"}


@dataclass(slots=True)
class Person:
    """`values` by our column; `problems` in the order of our columns. `group` is what rows that are tested together have in common."""

    values: dict[str, Any] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    group: str = ""

    @property
    def email(self) -> str:
        return str(self.values.get("email", "")).lower()

    def wrong(self, column: str, reason: str) -> None:
        self.problems.append({"column": column, "reason": reason})


def read_person(cells: Sequence[Any], columns: Mapping[str, int], width: int) -> Person:
    """A member to be: rows of one organisation go together."""
    person = read_cells(cells, columns, width, COLUMNS)
    if len(cells) <= width:
        _name(person)
    person.group = folded(person.values.get("organisation", ""))
    return person


def read_cells(cells: Sequence[Any], columns: Mapping[str, int], width: int, known: Mapping[str, Column]) -> Person:
    """`width` is the number of columns of the header; a row with more cells than that cannot be trusted."""
    person = Person()
    if len(cells) > width:
        person.wrong("", _("Has %(count)d cells; the header has %(width)d.", count=len(cells), width=width))
        return person
    for name, place in columns.items():
        cell = cells[place] if place < len(cells) else ""
        if is_broken(cell):
            person.wrong(name, cell["reason"])
        elif text := armed(text_of(cell)):
            _read(person, name, text, known)
        elif known[name].needed:
            person.wrong(name, _("Is needed."))
    return person


def kept(cells: Sequence[str]) -> list[Any]:
    """Cells as they are stored."""
    return [_kept(cell) for cell in cells]


def _kept(cell: str) -> Any:
    if isinstance(cell, Broken):
        return {"text": str(cell), "reason": cell.reason}
    return {"number": str(cell)} if isinstance(cell, Number) else cell.replace("\x00", "\ufffd")


def is_broken(cell: Any) -> TypeGuard[dict[str, str]]:
    return isinstance(cell, dict) and "reason" in cell


def is_number(cell: Any) -> TypeGuard[dict[str, str]]:
    return isinstance(cell, dict) and "number" in cell


def text_of(cell: Any) -> str:
    """A stored cell as it stood in the file."""
    return str(cell.get("number", cell.get("text", ""))) if isinstance(cell, dict) else str(cell)


def folded(text: str) -> str:
    return " ".join(text.casefold().split())[:200]


def _read(person: Person, name: str, text: str, known: Mapping[str, Column]) -> None:
    try:
        person.values[name] = known[name].read(text)
    except ValueError as wrong:
        person.wrong(name, str(wrong))


def _name(person: Person) -> None:
    """One column with the whole name, or two."""
    values = person.values
    if "first_name" not in values and "last_name" not in values and values.get("name"):
        values["first_name"], _space, last = values["name"].partition(" ")
        values["last_name"] = last.strip()
    if any(problem["column"] in ("name", "first_name", "last_name") for problem in person.problems):
        return
    if not values.get("first_name"):
        person.wrong("name", _("Is needed."))
    elif not values.get("last_name"):
        person.wrong("name", _("A first name and a last name are needed."))
    elif max(len(values["first_name"]), len(values["last_name"])) > LONGEST_NAME:
        person.wrong("name", _("Is too long: at most %(count)d characters for the first name, and for the rest.", count=LONGEST_NAME))
