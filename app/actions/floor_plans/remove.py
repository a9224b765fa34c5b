"""Remove a plan with its picture; the spaces and rooms on it stay."""

from __future__ import annotations

from app.access.actor import Actor, require
from app.access.permissions import Permission
from app.models import Document, FloorPlan
from app.work import transaction


def remove_floor_plan(plan_id: int, *, by: Actor) -> None:
    with transaction(by=by) as work:
        plan = work.lock(FloorPlan, plan_id)
        require(by, Permission.SPACE_WRITE, plan)
        picture = work.session.get_one(Document, plan.document_id)
        work.session.delete(plan)
        work.session.flush()  # the plan goes before the picture that it points to
        work.session.delete(picture)
