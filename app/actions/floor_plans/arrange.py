"""Arrange a plan: which spaces and rooms are on it, and where."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from flask_babel import gettext as _
from sqlalchemy import delete, select

from app.access.actor import Actor, require
from app.access.permissions import Permission
from app.core.errors import Conflict, Refused
from app.models import FloorPlan, PlanMark, Room, Space
from app.work import Work, transaction

EXACT = Decimal("0.00001")


@dataclass(frozen=True, slots=True)
class Mark:
    """A space or a room, and its rectangle in fractions of the picture from 0 to 1; width and height 0 is a point."""

    x: Decimal
    y: Decimal
    width: Decimal
    height: Decimal
    space_id: int | None = None
    room_id: int | None = None

    @property
    def key(self) -> str:
        """ "s12" or "r7": the name of its fields on a form."""
        return f"s{self.space_id}" if self.space_id is not None else f"r{self.room_id}"


def arrange_floor_plan(plan_id: int, marks: Sequence[Mark], *, version: int, by: Actor) -> FloorPlan:
    """Exactly these marks are on it afterwards. `version` is that of the plan that the person looked at.

    Raises Conflict when somebody has arranged it since, Refused at the mark that does not lie on the picture or is of another location.
    """
    with transaction(by=by) as work:
        plan = work.lock(FloorPlan, plan_id)
        require(by, Permission.SPACE_WRITE, plan)
        if plan.version != version:
            raise Conflict(_("Somebody else has arranged this plan meanwhile. Open it again to see how."))
        if len({mark.key for mark in marks}) != len(marks):
            raise Refused(_("A space or room can be on a plan once."))
        for mark in marks:
            _check(work, plan, mark)
        before = work.session.scalars(select(PlanMark).where(PlanMark.plan_id == plan.id)).all()
        work.session.execute(delete(PlanMark).where(PlanMark.plan_id == plan.id))
        work.session.add_all(
            PlanMark(
                plan_id=plan.id,
                space_id=mark.space_id,
                room_id=mark.room_id,
                x=_exact(mark.x),
                y=_exact(mark.y),
                width=_exact(mark.width),
                height=_exact(mark.height),
            )
            for mark in marks
        )
        plan.version += 1
        work.record(
            "arrange", "floor_plan",
            [{"noun_id": plan.id, "name": plan.name, "location_id": plan.location_id, "changes": {"places": [len(before), len(marks)]}}],
        )  # fmt: skip
    return plan


def _check(work: Work, plan: FloorPlan, mark: Mark) -> None:
    place: Space | Room = work.get(Space, mark.space_id or 0) if mark.space_id is not None else work.get(Room, mark.room_id or 0)
    if place.location_id != plan.location_id:
        raise Refused(_("%(place)s is at another location.", place=place.name), field=mark.key)
    numbers = (mark.x, mark.y, mark.width, mark.height)
    if (
        not all(number.is_finite() and 0 <= number <= 1 for number in numbers)
        or _exact(mark.x) + _exact(mark.width) > 1
        or _exact(mark.y) + _exact(mark.height) > 1
    ):
        raise Refused(
            _("%(place)s does not lie on the picture: left and width, and top and height, are at most 100 together.", place=place.name),
            field=mark.key,
        )
    if (mark.width == 0) != (mark.height == 0):
        raise Refused(_("%(place)s needs a width and a height, or neither for a point.", place=place.name), field=mark.key)


def _exact(number: Decimal) -> Decimal:
    return number.quantize(EXACT)
