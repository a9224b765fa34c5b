"""Give a fob to somebody whose license opens doors."""

from __future__ import annotations

from flask_babel import gettext as _
from sqlalchemy import select

from app.access.actor import SYSTEM, Actor, require
from app.access.permissions import Permission
from app.actions.access.settle import settle_access
from app.core import clock
from app.core.errors import Refused
from app.models import Access, DoorTag, FoyerUser
from app.rules.access import Standing, System
from app.work import transaction


def give_tag(tag_id: int, *, user_id: int, by: Actor) -> DoorTag:
    """Raises Refused at `user` for somebody who has a fob already, or no doors that it would open."""
    with transaction(by=by) as work:
        require(by, Permission.DOOR_GIVE)
        tag = work.lock(DoorTag, tag_id)
        user = work.get(FoyerUser, user_id)
        doors = work.session.scalars(select(Access).where(Access.user_id == user.id, Access.system == System.DOORS)).one_or_none()
        if doors is None or doors.wanted["standing"] == Standing.NONE:
            raise Refused(_("%(name)s has no license that opens doors.", name=user), field="user")
        require(by, Permission.DOOR_GIVE, doors)
        other = work.session.scalars(select(DoorTag).where(DoorTag.user_id == user.id)).one_or_none()
        if other is not None:
            raise Refused(
                _("%(name)s has the fob %(number)s. Take it back or block it first.", name=user, number=other.number), field="user"
            )
        DoorTag.moves.move(tag, "give")
        tag.user_id, tag.location_id, tag.since = user.id, doors.location_id, clock.now()
        work.session.flush()  # what the person should have is read from it
        settle_access([user.id], by=SYSTEM)
    return tag
