"""Which column of a file is which of ours: by name, by what people call it, and by the nearest name."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from difflib import SequenceMatcher

from flask_babel import gettext as _

from app.actions.packages.near import near
from app.actions.people_imports.columns import REASON, Column
from app.actions.people_imports.kinds import MEMBERS, Kind
from app.core.errors import Refused

CLOSE = 0.8
LONGEST = 60


def proposed(header: Sequence[str], kind: Kind = MEMBERS) -> dict[str, int]:
    """Ours -> place in the file. Each place is given once; exact names go before near ones."""
    folded = [_folded(name) for name in header]
    scores = sorted(
        ((_score(text, column), -place, column.name, place) for place, text in enumerate(folded) if text and text != REASON for column in kind.columns.values()),
        key=lambda each: (-each[0], -each[1]),
    )
    found: dict[str, int] = {}
    for score, _before, name, place in scores:
        if score >= CLOSE and name not in found and place not in found.values():
            found[name] = place
    return {name: found[name] for name in kind.columns if name in found}


def is_certain(header: Sequence[str], columns: Mapping[str, int], kind: Kind = MEMBERS) -> bool:
    """Whether the file uses our own names, so that nobody need be asked."""
    return not missing(columns, kind) and all(_folded(header[place]) == _folded(name) for name, place in columns.items()) and not passed_over(header, columns)


def passed_over(header: Sequence[str], columns: Mapping[str, int]) -> list[str]:
    """Columns of the file that nobody reads."""
    return [name for place, name in enumerate(header) if name and place not in columns.values() and _folded(name) != REASON]


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


def _score(text: str, column: Column) -> float:
    names = [_folded(column.name), *map(_folded, column.names)]
    if text in names:
        return 3 - names.index(text) / 100
    return max(SequenceMatcher(None, text, each).ratio() for each in names)


def _folded(text: str) -> str:
    return re.sub(r"[\s_.:*/-]+", " ", text[:LONGEST].casefold()).strip()
