"""Have a spreadsheet tested with these columns: every row is made, priced and undone, so that a person sees what it will make."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from flask_babel import gettext as _

from app.access.actor import Actor
from app.actions.people_imports.kinds import KINDS
from app.actions.people_imports.match import require_all
from app.actions.people_imports.may import require_kind, told
from app.actions.sheet_imports.spelling import Spelling
from app.core.errors import Refused
from app.core.events import Event
from app.models import PeopleImport
from app.work import transaction


@dataclass(frozen=True)
class PeopleImportGoesOn(Event):
    import_id: int


def try_people_import(
    import_id: int, columns: Mapping[str, int], *, spelling: Spelling | None = None, by: Actor, wake: bool = True
) -> PeopleImport:
    """`columns` maps ours to places in the header; without a `spelling` that of the file stays. By the rights of whoever asks, who may not be who brought the file. Raises Refused at a column that is needed and not chosen, or chosen twice."""
    with transaction(by=by) as work:
        row = work.lock(PeopleImport, import_id)
        kind = KINDS[row.kind]
        require_kind(row.kind, by)
        chosen = {name: columns[name] for name in kind.columns if name in columns}
        require_all(row.header, chosen, kind)
        for name in chosen:
            if not kind.may_fill(name, by):
                raise Refused(_("You may not fill this column."), field=name)
        PeopleImport.moves.move(row, "read")
        if spelling is not None:
            row.spelling = spelling.kept()
        row.columns, row.problem, row.ordered_by = chosen, "", told(by)
        if wake:
            work.emit(PeopleImportGoesOn(row.id))
    return row
