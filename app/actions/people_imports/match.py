"""Which column of a file is which of ours: by name, by what people call it, and by the nearest name."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from difflib import SequenceMatcher

from flask_babel import gettext as _

from app.access.actor import SYSTEM, Actor
from app.actions.packages.near import near
from app.actions.people_imports.columns import REASON, Column
from app.actions.people_imports.kinds import MEMBERS, Kind
from app.core.errors import Refused

CLOSE = 0.8
LONGEST = 60
NOTHING: Mapping[str, str] = {}


def proposed(header: Sequence[str], kind: Kind = MEMBERS, *, remembered: Mapping[str, str] = NOTHING, by: Actor = SYSTEM) -> dict[str, int]:
    """Ours -> place in the file. Each place is given once: what was chosen for that heading before goes before exact names, and those before near ones.

    `remembered` maps folded headings to ours, "" for one that was passed over.
    """
    folded, labels = [folded_heading(name) for name in header], kind.labels()
    columns = [column for column in kind.columns.values() if kind.may_fill(column.name, by)]
    scores = sorted(
        (
            (_score(text, column, labels.get(column.name, ""), remembered), -place, column.name, place)
            for place, text in enumerate(folded)
            if text and text != REASON
            for column in columns
        ),
        key=lambda each: (-each[0], -each[1]),
    )
    found: dict[str, int] = {}
    for score, _before, name, place in scores:
        if score >= CLOSE and name not in found and place not in found.values():
            found[name] = place
    return {name: found[name] for name in kind.columns if name in found}


def is_certain(header: Sequence[str], columns: Mapping[str, int], kind: Kind = MEMBERS) -> bool:
    """Whether the file uses our own names, so that nobody need be asked."""
    return (
        not missing(columns, kind)
        and all(folded_heading(header[place]) == folded_heading(name) for name, place in columns.items())
        and not passed_over(header, columns)
    )


def passed_over(header: Sequence[str], columns: Mapping[str, int]) -> list[str]:
    """Columns of the file that nobody reads."""
    return [name for place, name in enumerate(header) if name and place not in columns.values() and folded_heading(name) != REASON]


def missing(columns: Mapping[str, int], kind: Kind = MEMBERS) -> list[str]:
    """Ours that are needed and not there; of each choice the first, where the file has none of it whole."""
    needed = [column.name for column in kind.columns.values() if column.needed and column.name not in columns]
    return needed + [choice[0][0] for choice in kind.either if not any(set(names) <= columns.keys() for names in choice)]


def require_all(header: Sequence[str], columns: Mapping[str, int], kind: Kind = MEMBERS) -> None:
    """Raises Refused at the first column that is needed and was not found, with the nearest name that is there."""
    for name in missing(columns, kind):
        said = _("The column %(name)s is needed. Choose which one of the file it is.", name=name)
        raise Refused(said + near(name, [each[:LONGEST] for each in header if each]), field=name)
    places = list(columns.values())
    for name, place in columns.items():
        if not 0 <= place < len(header):
            raise Refused(_("The file has no such column."), field=name)
        if places.count(place) > 1:
            raise Refused(_("%(column)s of the file is chosen twice.", column=header[place][:LONGEST]), field=name)


def _score(text: str, column: Column, label: str, remembered: Mapping[str, str]) -> float:
    if text in remembered:
        return 4.0 if remembered[text] == column.name else 0.0
    names = [folded_heading(each) for each in (column.name, label, *column.names) if each]
    if text in names:
        return 3 - names.index(text) / 100
    return max(SequenceMatcher(None, text, each).ratio() for each in names)


def folded_heading(text: str) -> str:
    """As headings are compared."""
    return re.sub(r"[\s_.:*/-]+", " ", text[:LONGEST].casefold()).strip()
