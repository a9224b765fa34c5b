"""Contents that no row needs any more: condemned under a lock, removed from storage outside of it, and then forgotten."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from sqlalchemy import and_, delete, not_, select, update
from sqlalchemy.dialects.postgresql import insert as upsert

from app.access.actor import Actor, require
from app.access.permissions import Permission
from app.core.clock import now
from app.models import ReleasedFile, StoredFile
from app.models.stored_file import StoredState
from app.queries.stored_files import is_held, is_leaving
from app.work import transaction

AT_ONCE = 50
LEASE = dt.timedelta(minutes=5)  # whoever condemned it has this long: a second one would remove what was put anew meanwhile


def condemn_files(place: str, *, by: Actor) -> list[tuple[int, str]]:
    """Number and hash of what has to go from that storage: no row points to it, and from now on none can. What a row still needs is let be."""
    with transaction(by=by) as work:
        require(by, Permission.SETTING_WRITE)
        taken = and_(StoredFile.state == StoredState.GOING, StoredFile.since > now() - LEASE)
        leaving = select(StoredFile).where(StoredFile.place == place, is_leaving(), not_(taken)).order_by(StoredFile.id).limit(AT_ONCE)
        leaving = leaving.with_for_update(of=StoredFile, skip_locked=True)
        ids = [row.id for row in work.session.scalars(leaving.execution_options(populate_existing=True))]
        needed = set(
            work.session.scalars(select(StoredFile.id).where(StoredFile.id.in_(ids), is_held()))
        )  # asked under the lock: a mover has pointed to it, or cannot any more
        work.session.execute(delete(ReleasedFile).where(ReleasedFile.stored_id.in_(needed)))
        doomed = [stored_id for stored_id in ids if stored_id not in needed]
        going = update(StoredFile).where(StoredFile.id.in_(doomed)).values(state=StoredState.GOING, since=now())
        work.session.execute(going.execution_options(synchronize_session=False))
        return [
            (stored_id, digest)
            for stored_id, digest in work.session.execute(
                select(StoredFile.id, StoredFile.sha256).where(StoredFile.id.in_(doomed)).order_by(StoredFile.id)
            )
        ]


def condemn_unknown(digests: Sequence[str], place: str, *, by: Actor) -> None:
    """Contents that are in storage and that no row of ours knows; what a mover has noted meanwhile is his. They go with the next removal."""
    with transaction(by=by) as work:
        require(by, Permission.SETTING_WRITE)
        rows = [{"sha256": digest, "place": place, "size": 0, "state": StoredState.GOING, "since": now() - LEASE} for digest in digests]
        if rows:
            work.session.execute(upsert(StoredFile).on_conflict_do_nothing(index_elements=["place", "sha256"]), rows)


def forget_removed(removed: Sequence[int], *, by: Actor) -> None:
    """Storage has them no more."""
    with transaction(by=by) as work:
        require(by, Permission.SETTING_WRITE)
        gone = delete(StoredFile).where(StoredFile.id.in_(removed), StoredFile.state == StoredState.GOING)
        work.session.execute(gone.execution_options(synchronize_session=False))
