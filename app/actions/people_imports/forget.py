"""Forget a spreadsheet of people that was not wanted; old ones go by their term. The people stay."""

from __future__ import annotations

from flask_babel import gettext as _

from app.access.actor import Actor
from app.actions.people_imports.may import require_kind
from app.core.errors import Refused
from app.models import PeopleImport
from app.work import transaction


def forget_people_import(import_id: int, *, by: Actor) -> None:
    """With its rows. Raises Refused while it is at work."""
    with transaction(by=by) as work:
        row = work.lock(PeopleImport, import_id)
        require_kind(row.kind, by)
        if row.is_at_work:
            raise Refused(_("%(name)s is at work just now. Wait until it is done.", name=row.file))
        work.session.delete(row)
