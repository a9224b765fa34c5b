"""Add a space to a location."""

from __future__ import annotations

from typing import Unpack

from app.access.actor import Actor, require
from app.access.permissions import Permission
from app.actions.codes import give_code
from app.actions.fill import demand, fill
from app.actions.spaces.fields import SpaceFields
from app.models import Location, Space
from app.work import transaction


def create_space(*, by: Actor, **fields: Unpack[SpaceFields]) -> Space:
    with transaction(by=by) as work:
        require(by, Permission.SPACE_WRITE)
        space = Space(code="")
        fill(work, space, fields)
        demand(space, "location_id", "name")
        require(by, Permission.SPACE_WRITE, space)
        give_code(work, space, f"{work.get(Location, space.location_id).code}-S")
        return work.add(space)
