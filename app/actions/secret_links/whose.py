"""Whose link it is, and who may make and end it: a person their own, staff those of rooms at their locations."""

from __future__ import annotations

from flask_babel import gettext as _
from sqlalchemy import ColumnElement

from app.access.actor import Actor, require
from app.access.permissions import Permission
from app.core.errors import Forbidden
from app.models import Room, SecretLink
from app.models.secret_link import OF_PEOPLE, LinkKind
from app.work import Work


def owner(work: Work, kind: LinkKind, owner_id: int) -> dict[str, int]:
    """The columns that say whose it is, once that was allowed. A room stays locked until the end. Raises Forbidden, Missing."""
    if kind in OF_PEOPLE:
        require_own(work.by, owner_id)
        return {"user_id": owner_id}
    room = work.lock(Room, owner_id)
    require(work.by, Permission.BOOKING_WRITE, room)
    return {"room_id": room.id, "location_id": room.location_id}


def require_own(by: Actor, user_id: int) -> None:
    """Raises Forbidden for anybody else, staff included: what somebody's calendar shows is theirs."""
    if by.id != user_id:
        raise Forbidden(_("Only they themselves can do that."))


def is_of(kind: LinkKind, owner_id: int) -> tuple[ColumnElement[bool], ...]:
    """As a condition."""
    return SecretLink.kind == kind, (SecretLink.user_id if kind in OF_PEOPLE else SecretLink.room_id) == owner_id
