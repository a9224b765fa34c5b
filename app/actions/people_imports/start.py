"""Bring in the good rows of a tested spreadsheet."""

from __future__ import annotations

from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import func, select

from app.access.actor import Actor
from app.actions.people_imports.kinds import KINDS
from app.actions.people_imports.may import require_kind, told
from app.actions.people_imports.try_out import PeopleImportGoesOn
from app.core import clock
from app.core.errors import Refused
from app.models import PeopleImport, PeopleImportRow
from app.models.people_import import RowState
from app.work import Work, transaction


def start_people_import(import_id: int, *, whole: bool = False, by: Actor, wake: bool = True) -> PeopleImport:
    """By the rights of whoever starts it, who may not be who brought the file. With `whole` all of its rows come in or none: not while one stays out. Raises Refused unless it is tested and has a good row."""
    with transaction(by=by) as work:
        row = work.lock(PeopleImport, import_id)
        require_kind(row.kind, by)
        if not all(KINDS[row.kind].may_fill(name, by) for name in row.columns):
            raise Refused(_("This file fills columns that you may not fill. Choose the columns again, without them."))
        PeopleImport.moves.move(row, "start")
        good = select(PeopleImportRow.id).where(PeopleImportRow.import_id == row.id, PeopleImportRow.state == RowState.GOOD)
        if work.session.scalar(good.limit(1)) is None:
            raise Refused(_("No row of this file can be brought in."))
        if whole:
            _require_all_good(work, row)
        row.is_whole, row.problem, row.done = whole, "", 0
        row.ordered_by = told(by)
        row.begun_at = clock.now()
        if wake:
            work.emit(PeopleImportGoesOn(row.id))
    return row


def _require_all_good(work: Work, row: PeopleImport) -> None:
    if KINDS[row.kind].noun is None:
        raise Refused(_("People and leads come in one by one."))
    bad = select(func.count()).where(PeopleImportRow.import_id == row.id, PeopleImportRow.state == RowState.BAD)
    if count := work.session.scalar(bad):
        raise Refused(
            ngettext(
                "%(num)d row is refused, so nothing comes in. Mend it, or bring in the others.",
                "%(num)d rows are refused, so nothing comes in. Mend them, or bring in the others.",
                count,
            )
        )
