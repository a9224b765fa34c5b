"""Forget spreadsheets of people: one that was not wanted, or all that are old. The people stay."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import CursorResult, delete

from app.access.actor import Actor, require
from app.access.permissions import Permission
from app.core import clock
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


def forget_old_people_imports(*, older_than: dt.timedelta, by: Actor) -> int:
    """Returns how many."""
    with transaction(by=by) as work:
        require(by, Permission.USER_WRITE)
        old: CursorResult[Any] = work.session.execute(delete(PeopleImport).where(PeopleImport.created_at < clock.now() - older_than))  # type: ignore[assignment]
        return old.rowcount
