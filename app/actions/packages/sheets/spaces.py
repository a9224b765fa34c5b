"""spaces.csv"""

from __future__ import annotations

from app.actions.packages.amounts import whole
from app.actions.packages.cells import choice, text
from app.actions.packages.sheet import Column, Sheet
from app.models import Space
from app.models.space import SpaceKind

SPACES = Sheet(
    name="spaces",
    model=Space,
    key=("code",),
    columns=(
        Column("code", text(40), "code"),
        Column("location", text(20), "location_id", ref="locations", fixed=True),
        Column("name", text(200), "name"),
        Column("kind", choice(SpaceKind), "kind"),
        Column("capacity", whole(1, 100_000), "capacity"),
    ),
)
