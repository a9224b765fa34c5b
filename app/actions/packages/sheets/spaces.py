"""spaces.csv"""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.actions.packages.cells import choice, text
from app.actions.packages.sheet import Column, Line, Sheet
from app.models import Space
from app.models.space import SpaceKind

if TYPE_CHECKING:
    from app.actions.packages.book import Book


def settle(line: Line, book: Book) -> None:
    """Nothing beyond its columns."""


SPACES = Sheet(
    name="spaces",
    model=Space,
    key=("code",),
    settle=settle,
    columns=(
        Column("code", text(40), "code"),
        Column("location", text(20), "location_id", ref="locations", fixed=True),
        Column("name", text(200), "name"),
        Column("kind", choice(SpaceKind), "kind"),
    ),
)
