"""Storage has these contents, read back and compared: let the rows point there instead of holding them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import insert, select, update

from app.access.actor import Actor, require
from app.access.permissions import Permission
from app.actions.files.claim import Claimed, digest_of
from app.core.clock import now
from app.models import ReleasedFile, StoredFile
from app.models.stored_file import StoredState
from app.queries.kept_files import HOLDERS
from app.work import Work, transaction


def settle_files(moved: Sequence[Claimed], *, by: Actor) -> int:
    """How many rows let go of their bytes. A row that somebody erases, removes or changes at this moment is not waited for: it is asked again later.

    A content that no row points to in the end is noted as released, so that it goes from storage.
    """
    with transaction(by=by) as work:
        require(by, Permission.SETTING_WRITE)
        held = _locked(work, moved)  # rows first, then what they point to: as whoever erases does
        query = select(StoredFile).where(StoredFile.id.in_([each.stored_id for each in moved])).order_by(StoredFile.id).with_for_update()
        usable = [
            row.id for row in work.session.scalars(query.execution_options(populate_existing=True)) if row.state is not StoredState.GOING
        ]
        there = (
            update(StoredFile)
            .where(StoredFile.id.in_(usable), StoredFile.state == StoredState.COMING)
            .values(state=StoredState.THERE, since=now())
        )
        work.session.execute(there.execution_options(synchronize_session=False))
        count = 0
        for each in moved:
            if each.stored_id not in usable:
                continue
            rows = [(model, row_id) for model, row_id in each.rows if held.get((model, row_id)) == each.digest]
            for model, row_id in rows:
                out = update(model).where(model.id == row_id).values(content=None, stored_id=each.stored_id)
                work.session.execute(out.execution_options(synchronize_session=False))
            if not rows:
                work.session.execute(insert(ReleasedFile), [{"stored_id": each.stored_id}])
            count += len(rows)
        return count


def _locked(work: Work, moved: Sequence[Claimed]) -> dict[tuple[type[Any], int], str]:
    """The hash of each row that still has its bytes."""
    held: dict[tuple[type[Any], int], str] = {}
    for model in HOLDERS:
        ids = [row_id for each in moved for kind, row_id in each.rows if kind is model]
        if ids:
            table: Any = model
            query = (
                select(table.id, digest_of(table))
                .where(table.id.in_(ids), table.content != b"")
                .order_by(table.id)
                .with_for_update(skip_locked=True)
            )
            held |= {(model, row_id): digest for row_id, digest in work.session.execute(query)}
    return held
