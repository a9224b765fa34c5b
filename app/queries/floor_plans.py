"""Floor plans, and who sits where on a day."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from sqlalchemy import or_, select
from sqlalchemy.orm import Session, joinedload, selectinload

from app.access.actor import Actor
from app.access.scope import narrowed
from app.models import Document, FloorPlan, License, PlaceOffer, PlanMark, Room, Space
from app.models.space import SpaceKind
from app.queries.offers import held
from app.rules.occupancy import Holder, free_places, opening
from app.rules.seating import Fullness, Standing, fullness, standing

ORDER = (Standing.LEAVING, Standing.PAUSED, Standing.THERE, Standing.COMING)


@dataclass(frozen=True, slots=True)
class Sitter:
    """Somebody with a license in a place: the person, or the organisation where no person is named."""

    license: License
    name: str
    standing: Standing


@dataclass(frozen=True, slots=True)
class Seat:
    """A mark of the plan. `free`: how many newcomers fit on that day, None: no limit; `kept`: places that are offered to somebody."""

    mark: PlanMark
    place: Space | Room
    sitters: list[Sitter] = field(default_factory=list)
    fullness: Fullness | None = None
    free: int | None = None
    kept: int = 0
    free_from: dt.date | None = None

    @property
    def is_room(self) -> bool:
        return isinstance(self.place, Room)

    @property
    def there(self) -> list[Sitter]:
        """Those who are there on that day."""
        return [each for each in self.sitters if each.standing is not Standing.COMING]


def plans(session: Session, *, by: Actor, location_id: int | None) -> Sequence[FloorPlan]:
    """By location and in their order."""
    query = select(FloorPlan).options(joinedload(FloorPlan.location)).order_by(FloorPlan.location_id, FloorPlan.position, FloorPlan.name)
    query = query if location_id is None else query.where(FloorPlan.location_id == location_id)
    return session.scalars(narrowed(query, by, FloorPlan)).all()


def picture_of(session: Session, plan_id: int, *, by: Actor) -> Document | None:
    """None for who may not see the plan."""
    query = select(Document).join(FloorPlan, FloorPlan.document_id == Document.id).where(FloorPlan.id == plan_id)
    return session.scalars(narrowed(query, by, FloorPlan)).one_or_none()


def marks_of(session: Session, plan: FloorPlan) -> Sequence[PlanMark]:
    query = select(PlanMark).where(PlanMark.plan_id == plan.id).options(joinedload(PlanMark.space), joinedload(PlanMark.room))
    return session.scalars(query.order_by(PlanMark.y, PlanMark.x, PlanMark.id)).all()


def seats(session: Session, plan: FloorPlan, day: dt.date) -> list[Seat]:
    """Every mark from top to bottom, with those who sit there, leave or come within 30 days. Four queries."""
    marks = marks_of(session, plan)
    spaces = [mark.space_id for mark in marks if mark.space_id is not None]
    licenses: dict[int, list[License]] = defaultdict(list)
    query = select(License).where(License.space_id.in_(spaces), or_(License.ends_on.is_(None), License.ends_on >= day))
    query = query.options(joinedload(License.user), joinedload(License.organisation), selectinload(License.pauses))
    for license in session.scalars(query.order_by(License.starts_on, License.id)) if spaces else ():
        licenses[license.space_id].append(license)
    kept: dict[int, list[Holder]] = defaultdict(list)
    for space_id, holder, starts_on, ends_on, count in session.execute(held().where(PlaceOffer.space_id.in_(spaces))) if spaces else ():
        kept[space_id] += [Holder(holder, starts_on, ends_on)] * count
    return [
        Seat(mark, mark.room)
        if mark.room is not None
        else _seat(mark, mark.space, licenses[mark.space_id or 0], kept[mark.space_id or 0], day)
        for mark in marks
        if mark.room is not None or mark.space is not None
    ]


def _seat(mark: PlanMark, space: Space | None, licenses: list[License], kept: list[Holder], day: dt.date) -> Seat:
    assert space is not None
    found = [each for each in (_sitter(license, day) for license in licenses) if each is not None]
    promised = sum(1 for each in kept if each.starts_on <= day)
    taken = sum(1 for each in found if each.standing is not Standing.COMING) + promised
    is_private = space.kind is SpaceKind.PRIVATE_OFFICE
    holders = [Holder(each.organisation_id, each.starts_on, each.ends_on) for each in licenses] + kept
    return Seat(
        mark,
        space,
        sorted(found, key=lambda each: (ORDER.index(each.standing), each.name)),
        fullness(space.capacity, taken, one_organisation=is_private),
        free_places(space.capacity, taken, one_organisation=is_private),
        len(kept),
        opening(space.capacity, holders, Holder(0, day), one_organisation=is_private).starts_on,
    )


def _sitter(license: License, day: dt.date) -> Sitter | None:
    how = standing((license.starts_on, license.ends_on), [(pause.starts_on, pause.ends_on) for pause in license.pauses], day)
    if how is None:
        return None
    name = str(license.user) if license.user is not None else license.organisation.name
    return Sitter(license, name, how)
