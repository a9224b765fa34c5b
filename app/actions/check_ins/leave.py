"""Somebody leaves (K2)."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import select

from app.access.actor import Actor, require
from app.access.permissions import Permission
from app.actions.check_ins.events import CheckedOut
from app.core import clock
from app.models import CheckIn
from app.models.check_in import LeftBy
from app.work import Work, transaction


def leave(check_in_id: int, how: LeftBy, *, at: dt.datetime | None = None, by: Actor) -> CheckIn:
    """Members end their own; staff and kiosks those of their location. A second time changes nothing. Raises Forbidden, Missing."""
    with transaction(by=by) as work:
        row = work.lock(CheckIn, check_in_id)
        if by.id is None or row.user_id != by.id:
            require(by, Permission.CHECK_IN_WRITE, row)
        close(work, row, how, at=at)
    return row


def close(work: Work, row: CheckIn, how: LeftBy, *, at: dt.datetime | None = None) -> None:
    """Within a transaction, of a locked row. `at` lies between the arrival and now."""
    if row.left_at is not None:
        return
    now = clock.now()
    row.left_at, row.left_by = max(row.arrived_at, min(at or now, now)), how
    work.emit(CheckedOut(row.id))


def visitor_leaves(work: Work, peer_id: int, ref: str, *, location_id: int) -> CheckIn | None:
    """Within a transaction: who came from another network and proved again who they are (K4). None for who is not in."""
    is_in = (CheckIn.location_id == location_id, CheckIn.left_at.is_(None), CheckIn.peer_id == peer_id, CheckIn.peer_ref == ref)
    row = work.session.scalars(select(CheckIn).where(*is_in).with_for_update()).one_or_none()
    if row is not None:
        close(work, row, LeftBy.KIOSK)
    return row
