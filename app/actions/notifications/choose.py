"""Choose how one wants to hear of each kind of thing."""

from __future__ import annotations

from collections.abc import Mapping

from flask_babel import gettext as _
from sqlalchemy import select

from app.access.actor import Actor
from app.core.errors import Forbidden
from app.models import NotificationSwitch
from app.models.notification import NotificationKind, Way
from app.work import transaction


def choose_ways(ways: Mapping[NotificationKind, Way], *, by: Actor) -> None:
    """For the person themselves. Raises Forbidden for who is not of the staff: nobody else is told anything in the bell."""
    if by.id is None or not by.is_staff:
        raise Forbidden(_("Only staff are told things in the bell."))
    with transaction(by=by) as work:
        rows = {
            row.kind: row
            for row in work.session.scalars(select(NotificationSwitch).where(NotificationSwitch.user_id == by.id).with_for_update())
        }
        for kind, way in ways.items():
            if kind in rows:
                rows[kind].way = way
            else:
                work.add(NotificationSwitch(user_id=by.id, kind=kind, way=way))
