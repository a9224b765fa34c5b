"""Bring in the good rows of a tested spreadsheet."""

from __future__ import annotations

from flask_babel import gettext as _
from sqlalchemy import select

from app.access.actor import Actor, require
from app.actions.people_imports.kinds import KINDS
from app.actions.people_imports.try_out import PeopleImportGoesOn
from app.core import clock
from app.core.errors import Refused
from app.models import PeopleImport, PeopleImportRow
from app.models.people_import import RowState
from app.work import transaction


def start_people_import(import_id: int, *, by: Actor, wake: bool = True) -> PeopleImport:
    """Raises Refused unless it is tested and has a good row."""
    with transaction(by=by) as work:
        row = work.lock(PeopleImport, import_id)
        require(by, KINDS[row.kind].permission)
        PeopleImport.moves.move(row, "start")
        good = select(PeopleImportRow.id).where(PeopleImportRow.import_id == row.id, PeopleImportRow.state == RowState.GOOD)
        if work.session.scalar(good.limit(1)) is None:
            raise Refused(_("No row of this file can be brought in."))
        row.begun_at = clock.now()
        if wake:
            work.emit(PeopleImportGoesOn(row.id))
    return row
