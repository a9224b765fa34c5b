"""Change the name, the order or the picture of a plan; what is on it keeps its place in fractions of the picture."""

from __future__ import annotations

from app.access.actor import Actor, require
from app.access.permissions import Permission
from app.actions.fill import demand, fill
from app.actions.floor_plans.picture import keep_picture
from app.models import FloorPlan
from app.work import transaction


def change_floor_plan(plan_id: int, *, name: str, position: int | None = None, picture: bytes = b"", by: Actor) -> FloorPlan:
    """Without a picture the present one stays."""
    with transaction(by=by) as work:
        plan = work.lock(FloorPlan, plan_id)
        require(by, Permission.SPACE_WRITE, plan)
        fill(work, plan, {"name": name, "position": position or 0})
        demand(plan, "name")
        if picture:
            keep_picture(work, plan, picture)
    return plan
