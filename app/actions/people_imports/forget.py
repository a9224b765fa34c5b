"""Forget a spreadsheet of people that was not wanted; old ones go by their term. The people stay."""

from __future__ import annotations

from app.access.actor import Actor, require
from app.access.permissions import Permission
from app.core.errors import Refused
from app.models import PeopleImport
from app.work import transaction


def forget_people_import(import_id: int, *, by: Actor) -> None:
    """With its rows. Raises Refused while it is at work."""
    with transaction(by=by) as work:
        require(by, Permission.USER_ONBOARD)
        row = work.lock(PeopleImport, import_id)
        if row.is_at_work:
            raise Refused(f"{row} is at work.")
        work.session.delete(row)
