"""The picture of a room: put one in the place of the last, or take it away."""

from __future__ import annotations

from flask_babel import gettext as _

from app.access.actor import Actor, require
from app.access.permissions import Permission
from app.actions.held_picture import hold_picture
from app.actions.picture_refused import picture_refused
from app.core.errors import Refused
from app.core.pictures import NoPicture
from app.core.room_picture import room_picture
from app.models import Room
from app.work import transaction


def put_picture(room_id: int, uploaded: bytes, *, by: Actor) -> Room:
    """Raises Refused at `picture` for what is none, or is too large."""
    content = _encoded(uploaded)
    return _held(room_id, content, by)


def remove_picture(room_id: int, *, by: Actor) -> Room:
    """Removing none changes nothing."""
    return _held(room_id, None, by)


def _held(room_id: int, content: bytes | None, by: Actor) -> Room:
    with transaction(by=by) as work:
        room = work.lock(Room, room_id)
        require(by, Permission.ROOM_WRITE, room)
        hold_picture(work, room, content)
    return room


def _encoded(uploaded: bytes) -> bytes:
    if not uploaded:
        raise Refused(_("Choose a picture first."), field="picture")
    try:
        return room_picture(uploaded)
    except NoPicture as wrong:
        raise picture_refused(wrong, _("PNG, JPEG or WebP")) from wrong
