"""Change a space; it stays at its location, where licenses are in it."""

from __future__ import annotations

from typing import Unpack

from app.access.actor import Actor, require
from app.access.permissions import Permission
from app.actions.fill import fill
from app.actions.spaces.fields import SpaceChanges
from app.models import Space
from app.work import transaction


def change_space(space_id: int, *, by: Actor, **fields: Unpack[SpaceChanges]) -> Space:
    """A smaller capacity sends nobody out; it only counts for the next license (P15)."""
    with transaction(by=by) as work:
        space = work.lock(Space, space_id)
        require(by, Permission.SPACE_WRITE, space)
        fill(work, space, fields)
    return space
