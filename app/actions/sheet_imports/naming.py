"""People write names where Foyer has codes: each name that means one thing becomes its code, and what is new gets one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import func, or_, select

from app.access.scope import narrowed
from app.actions.packages.present import any_text
from app.actions.packages.sheets import SHEETS
from app.actions.packages.source.raw import Broken
from app.actions.sheet_imports.nouns import Noun
from app.actions.sheet_imports.rows import Given
from app.models import Location
from app.work import Work
from app.writing import reserve_ids


@dataclass(frozen=True, slots=True)
class Named:
    """A row of ours: its code, and its location or space where it has one."""

    code: str
    location_id: int | None
    space_id: int | None = None


def name_rows(work: Work, noun: Noun, rows: Sequence[Given]) -> None:
    """Changes the cells of the rows. A name that several have is a problem of its row; one that nobody has stays, and is refused as such."""
    rows = [row for row in rows if not row.problems]
    places = {row.code: row.id for row in work.session.execute(select(Location.code, Location.id))}
    at = _homes(work, rows)
    for column in noun.sheet.columns:
        if column.ref and hasattr(SHEETS[column.ref].model, "name"):
            _refer(work, column.name, column.ref, [row for row in rows if row.cells.get(column.name)], at)
            if column.name == "location":
                at.update({row.id: places[place] for row in rows if (place := row.cells.get("location", "")) in places})
    if noun.by_name:
        _find(work, noun, [row for row in rows if not row.cells.get("code") and row.cells.get("name")], at)
        _give_codes(work, noun, [row for row in rows if not row.cells.get("code")], {number: code for code, number in places.items()}, at)


def _homes(work: Work, rows: Sequence[Given]) -> dict[int, int]:
    """Who works at one location means that one where nothing else is said."""
    only = work.by.location_ids if work.by.location_ids is not None and len(work.by.location_ids) == 1 else frozenset()
    return {row.id: place for row in rows for place in only if not row.cells.get("location")}


def _refer(work: Work, column: str, sheet: str, rows: list[Given], at: dict[int, int]) -> None:
    """`at` is the location of each row, as far as it is known by now."""
    found = _named(work, SHEETS[sheet].model, {row.cells[column] for row in rows}, everywhere=sheet == "locations")
    for row in rows:
        text = row.cells[column]
        if isinstance(text, Broken):
            continue
        choice = _one(found, text, at.get(row.id), row, column)
        if choice is not None:
            row.cells[column] = choice.code
            if choice.location_id is not None and sheet in ("memberships", "spaces"):
                at.setdefault(row.id, choice.location_id)


def _find(work: Work, noun: Noun, rows: list[Given], at: dict[int, int]) -> None:
    found = _named(work, noun.sheet.model, {row.cells["name"] for row in rows})
    for row in rows:
        if not isinstance(row.cells["name"], Broken):
            choice = _one(found, row.cells["name"], at.get(row.id), row, "code")
            row.cells["code"] = choice.code if choice is not None else ""


def _one(found: dict[str, list[Named]], text: str, place: int | None, row: Given, column: str) -> Named | None:
    """By the code as it is, then by code or name in any letters; of several the one at the row's location."""
    choices = found.get("=" + text) or found.get(_folded(text), [])
    if len(choices) > 1 and place is not None:
        choices = [each for each in choices if each.location_id == place]
    elif column == "code" and place is not None:
        choices = [each for each in choices if each.location_id in (place, None)]
    if len(choices) > 1:
        row.problems.append(
            {
                "column": column,
                "reason": _("%(count)d are called %(name)s: put the code of the one that is meant.", count=len(choices), name=text[:60]),
            }
        )
        return None
    return choices[0] if choices else None


def _named(work: Work, model: Any, texts: set[str], *, everywhere: bool = False) -> dict[str, list[Named]]:
    """By "=code" and by code and name in small letters, of what the actor may see."""
    known: dict[str, list[Named]] = defaultdict(list)
    if not texts:
        return known
    folded = {_folded(text) for text in texts}
    place = getattr(model, "location_id", None)
    columns = [model.code, model.name, *([place] if place is not None else [])]
    query = select(*columns).where(
        or_(model.code.in_(any_text(texts)), func.lower(model.code).in_(any_text(folded)), func.lower(model.name).in_(any_text(folded)))
    )
    for code, name, *where in work.session.execute(query if everywhere else narrowed(query, work.by, model)):
        named = Named(code, where[0] if where else None)
        known["=" + code] = [named]
        for key in {_folded(code), _folded(name)}:
            known[key].append(named)
    return known


def _give_codes(work: Work, noun: Noun, rows: list[Given], places: dict[int, str], at: dict[int, int]) -> None:
    """As whoever types one gets it (actions/codes): a prefix and a number that nobody has."""
    open_rows, model = rows, noun.sheet.model
    while open_rows:
        numbers = reserve_ids(work.session, model.__tablename__, len(open_rows))
        for row, number in zip(open_rows, numbers, strict=True):
            row.cells["code"] = f"{noun.prefix.format(place=places.get(at.get(row.id, 0), '')).lstrip('-')}{number:05d}"
        taken = _codes(work, model, (row.cells["code"] for row in open_rows))
        open_rows = [row for row in open_rows if row.cells["code"] in taken]


def _codes(work: Work, model: Any, codes: Iterable[str]) -> set[str]:
    return set(work.session.scalars(select(model.code).where(model.code.in_(any_text(set(codes))))))


def _folded(text: str) -> str:
    return " ".join(text.split()).lower()
