"""Add the plan of a floor."""

from __future__ import annotations

from app.access.actor import Actor, require
from app.access.permissions import Permission
from app.actions.fill import demand, fill
from app.actions.floor_plans.picture import keep_picture
from app.models import FloorPlan
from app.work import transaction


def create_floor_plan(*, location_id: int | None, name: str, picture: bytes, position: int | None = None, by: Actor) -> FloorPlan:
    """With nothing on it yet: `arrange_floor_plan` puts spaces and rooms there."""
    with transaction(by=by) as work:
        require(by, Permission.SPACE_WRITE)
        plan = FloorPlan(name="", position=position or 0)
        with work.session.no_autoflush:
            fill(work, plan, {"location_id": location_id, "name": name})
            demand(plan, "location_id", "name")
            require(by, Permission.SPACE_WRITE, plan)
            keep_picture(work, plan, picture)
        return work.add(plan)
