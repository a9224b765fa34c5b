"""Write down the credit of print accounts as PaperCut tells it."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import update

from app.access.actor import Actor, require
from app.access.permissions import Permission
from app.core import clock
from app.models import Access
from app.rules.access import System
from app.work import transaction


def note_balances(found: Mapping[int, int | None], *, by: Actor) -> None:
    """Cents by access id, None where PaperCut has nobody: they were looked at all the same. It is a reading and no change of ours, so it leaves no trace in the audit."""
    with transaction(by=by) as work:
        require(by, Permission.ACCESS_SETTLE)
        for access_id, cents in sorted(found.items()):
            read = (
                update(Access)
                .where(Access.id == access_id, Access.system == System.PRINTING)
                .values(balance_cents=cents, balance_read_at=clock.now())
            )
            work.session.execute(read.execution_options(synchronize_session=False))
