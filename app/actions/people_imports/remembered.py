"""Which column of ours a heading was chosen for before, the last time by anybody whose files this person may see."""

from __future__ import annotations

from sqlalchemy import select

from app.access.scope import narrowed
from app.actions.people_imports.match import folded_heading
from app.models import PeopleImport
from app.models.people_import import ImportKind, ImportState
from app.work import Work

LOOKED_AT = 20  # files


def remembered(work: Work, kind: ImportKind) -> dict[str, str]:
    """Folded heading -> our column, or "" where it was passed over. Files that wait for their columns tell nothing."""
    query = select(PeopleImport.header, PeopleImport.columns).where(PeopleImport.kind == kind, PeopleImport.state != ImportState.MATCHING)
    known: dict[str, str] = {}
    for header, columns in work.session.execute(narrowed(query, work.by, PeopleImport).order_by(PeopleImport.id.desc()).limit(LOOKED_AT)):
        chosen = {place: name for name, place in columns.items()}
        for place, heading in enumerate(header):
            known.setdefault(folded_heading(heading), chosen.get(place, ""))
    return known
