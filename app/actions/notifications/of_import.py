"""Whoever brought in a spreadsheet hears when it is tested, and when it is in; where they may not go on, whoever may."""

from __future__ import annotations

from flask_babel import gettext as _
from sqlalchemy import func, select

from app.access.actor import SYSTEM, Actor
from app.access.staff import staff
from app.actions.notifications.tell import tell
from app.actions.people_imports.kinds import KINDS
from app.actions.people_imports.may import acting, language_of, may_bring
from app.core.errors import Forbidden
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
    result = (
        _("%(good)d came in, %(bad)d need a look.", good=counts.get(RowState.ONBOARDED, 0), bad=counts.get(RowState.BAD, 0))
        if row.finished_at
        else _("%(good)d can come in, %(bad)d need a look.", good=counts.get(RowState.GOOD, 0), bad=counts.get(RowState.BAD, 0))
    )
    path = f"{PAGES.get(row.kind, '/import')}/{row.id}"
    key = f"import-{row.id}-{row.state.value}" + ("-back" if row.problem else "")
    tell(
        work,
        NotificationKind.BULK_FINISHED,
        to=_whom(work, row),
        key=key,
        path=path,
        permission=KINDS[row.kind].permission,
        name=row.file,
        result=row.problem or result,
    )


def _whom(work: Work, row: PeopleImport) -> list[int | Actor | None]:
    """Who ordered it. What stopped because they work here no more, or lost the right, would wait for ever: whoever can carry it on is told as well."""
    ordered = row.ordered_by["id"]
    if not row.problem:
        return [ordered]
    try:
        acting(work.session, row)
    except Forbidden:
        able = [each for each in staff(work.session) if may_bring(row.kind, each) and _works_there(each, row)]
        return [ordered, *able]
    return [ordered]


def _works_there(by: Actor, row: PeopleImport) -> bool:
    """As they see it in the list: who ordered it works at no other place than they do."""
    return by.location_ids is None or (row.location_ids is not None and by.location_ids >= set(row.location_ids))
