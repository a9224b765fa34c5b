"""Remove a space that nobody used."""

from __future__ import annotations

from app.access.actor import Actor, require
from app.access.permissions import Permission
from app.models import Space
from app.work import transaction


def remove_space(space_id: int, *, by: Actor) -> None:
    """Refused by the database while a room or license is in it."""
    with transaction(by=by) as work:
        space = work.lock(Space, space_id)
        require(by, Permission.SPACE_WRITE, space)
        work.session.delete(space)
