"""Whoever brought in a spreadsheet hears when it is tested, and when it is in."""

from __future__ import annotations

from flask_babel import gettext as _
from sqlalchemy import func, select

from app.access.actor import SYSTEM
from app.actions.notifications.tell import tell
from app.actions.people_imports.kinds import KINDS
from app.actions.people_imports.may import language_of
from app.models import PeopleImport, PeopleImportRow
from app.models.notification import NotificationKind
from app.models.people_import import ImportKind, RowState
from app.translation import in_language
from app.work import Work, transaction

PAGES = {ImportKind.MEMBERS: "/onboarding/import", ImportKind.LEADS: "/leads/import"}


def tell_of_import(import_id: int) -> None:
    """Once for each thing that came to its end."""
    with transaction(by=SYSTEM) as work:
        row = work.session.get(PeopleImport, import_id)
        if row is None or row.is_at_work:
            return
        with in_language(language_of(row)):
            _tell(work, row)


def _tell(work: Work, row: PeopleImport) -> None:
    import_id = row.id
    states = select(PeopleImportRow.state, func.count()).where(PeopleImportRow.import_id == import_id).group_by(PeopleImportRow.state)
    counts = {state: count for state, count in work.session.execute(states)}  # noqa: C416 - rows are no pairs to the type checker
    result = _("%(good)d came in, %(bad)d need a look.", good=counts.get(RowState.ONBOARDED, 0), bad=counts.get(RowState.BAD, 0)) if row.finished_at else _("%(good)d can come in, %(bad)d need a look.", good=counts.get(RowState.GOOD, 0), bad=counts.get(RowState.BAD, 0))
    path = f"{PAGES.get(row.kind, '/import')}/{row.id}"
    key = f"import-{row.id}-{row.state.value}" + ("-back" if row.problem else "")
    tell(work, NotificationKind.BULK_FINISHED, to=[row.ordered_by["id"]], key=key, path=path, permission=KINDS[row.kind].permission, name=row.file, result=row.problem or result)
