"""Everybody leaves: the desk closes, or the house is empty after a drill (K2)."""

from __future__ import annotations

import datetime as dt

from flask_babel import gettext as _
from sqlalchemy import select

from app.access.actor import Actor, require
from app.access.permissions import Permission
from app.access.scope import narrowed
from app.actions.check_ins.leave import close
from app.core.errors import Forbidden
from app.models import CheckIn
from app.models.check_in import LeftBy
from app.work import transaction


def leave_all(location_id: int, *, until: dt.datetime, by: Actor) -> int:
    """Who came up to `until`, when the person looked: nobody who has come since is sent away. Returns how many. Raises Forbidden."""
    with transaction(by=by) as work:
        require(by, Permission.CHECK_IN_WRITE)
        if by.location_ids is not None and location_id not in by.location_ids:
            raise Forbidden(_("%(name)s does not work at that location.", name=by.name))
        query = select(CheckIn).where(CheckIn.location_id == location_id, CheckIn.left_at.is_(None), CheckIn.arrived_at <= until)
        rows = work.session.scalars(narrowed(query, by, CheckIn).order_by(CheckIn.id).with_for_update(of=CheckIn)).all()
        for row in rows:
            close(work, row, LeftBy.DESK)
        return len(rows)
