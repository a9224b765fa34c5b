"""Storage was copied to another place, and what rows point to was found there: note it."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import delete, update

from app.access.actor import Actor, require
from app.access.permissions import Permission
from app.models import StoredFile
from app.models.stored_file import StoredState
from app.work import transaction


def adopt_files(found: Sequence[int], place: str, *, by: Actor) -> None:
    """These are at `place` now. What was on its way to or from another place is forgotten: no row points to it."""
    with transaction(by=by) as work:
        require(by, Permission.SETTING_WRITE)
        here = update(StoredFile).where(StoredFile.id.in_(found), StoredFile.state == StoredState.THERE).values(place=place)
        work.session.execute(here.execution_options(synchronize_session=False))
        left = delete(StoredFile).where(StoredFile.place != place, StoredFile.state != StoredState.THERE)
        work.session.execute(left.execution_options(synchronize_session=False))
