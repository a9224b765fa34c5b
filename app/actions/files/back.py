"""A content comes back into the rows that it belongs to."""

from __future__ import annotations

from typing import Any

from sqlalchemy import CursorResult, update

from app.access.actor import Actor, require
from app.access.permissions import Permission
from app.queries.kept_files import HOLDERS
from app.work import transaction


def hold_again(stored_id: int, content: bytes, *, by: Actor) -> int:
    """How many rows hold it again. The database refuses other bytes than were kept; that storage is to let go of them is noted by itself."""
    with transaction(by=by) as work:
        require(by, Permission.SETTING_WRITE)
        held = 0
        for model in HOLDERS:
            table: Any = model
            done = work.session.execute(
                update(table)
                .where(table.stored_id == stored_id)
                .values(content=content, stored_id=None)
                .execution_options(synchronize_session=False)
            )
            assert isinstance(done, CursorResult)
            held += done.rowcount
        return held
