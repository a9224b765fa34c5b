"""Write down that a system was asked what it holds, or why it could not be."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from app.access.actor import Actor, require
from app.access.permissions import Permission
from app.core import clock
from app.models import SystemLook
from app.rules.access import System
from app.work import transaction


def note_look(system: System, trouble: str = "", *, by: Actor) -> None:
    """`trouble` is a sentence; since when it lasts is that of the first look that failed."""
    with transaction(by=by) as work:
        require(by, Permission.ACCESS_SETTLE)
        work.session.execute(insert(SystemLook).values(system=system).on_conflict_do_nothing(index_elements=["system"]))
        row = work.session.scalars(select(SystemLook).where(SystemLook.system == system).with_for_update()).one()
        if trouble:
            row.since = row.since if row.trouble else clock.now()
        else:
            row.looked_at, row.since = clock.now(), None
        row.trouble = trouble[:1000]
