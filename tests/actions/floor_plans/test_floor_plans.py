"""Plans of floors: a picture that is kept as documents are, and what lies on it."""

from __future__ import annotations

import hashlib
from decimal import Decimal as D

import pytest
from sqlalchemy import func, select

from app.access.roles import FRONT_DESK, SALES
from app.actions.floor_plans.arrange import Mark, arrange_floor_plan
from app.actions.floor_plans.change import change_floor_plan
from app.actions.floor_plans.create import create_floor_plan
from app.actions.floor_plans.remove import remove_floor_plan
from app.actions.rooms.remove import remove_room
from app.core.errors import Conflict, Forbidden, Missing, Refused
from app.models import AuditEvent, Document, FloorPlan, PlanMark
from app.queries.verify.books import verify
from tests.make import picture


def mark(space=None, room=None, at=("0.1", "0.1", "0.2", "0.2")):
    return Mark(*map(D, at), space_id=space.id if space else None, room_id=room.id if room else None)


def test_a_plan_has_a_picture_and_a_new_one_takes_its_place(make, session, admin):
    location = make.location()
    plan = create_floor_plan(location_id=location.id, name="Ground floor", picture=picture("JPEG", (500, 250)), by=admin)
    assert (plan.width, plan.height, plan.version) == (500, 250, 0)
    kept = session.scalars(select(Document)).one()
    assert (kept.media_type, kept.location_id, kept.sha256) == ("image/jpeg", location.id, hashlib.sha256(kept.content).hexdigest())
    change_floor_plan(plan.id, name="Ground", picture=picture(size=(300, 300)), by=admin)
    session.expire_all()
    assert (plan.name, plan.width, session.scalars(select(Document.media_type)).all()) == ("Ground", 300, ["image/png"])
    change_floor_plan(plan.id, name="Ground", by=admin)
    assert verify(session)["I4.pdf"].violations == 0
    remove_floor_plan(plan.id, by=admin)
    assert session.scalar(select(func.count()).select_from(Document)) == 0


def test_what_does_not_fit_is_told_at_its_field(make, session, admin):
    location = make.location()
    make.floor_plan(location, name="Ground")
    for fields, field in (
        ({"name": ""}, "name"), ({"name": "Ground"}, "name"), ({"location_id": None}, "location"), ({"picture": b""}, "picture"),
        ({"picture": b"<svg/>"}, "picture"),
    ):  # fmt: skip
        with pytest.raises(Refused) as refused:
            create_floor_plan(**{"location_id": location.id, "name": "First", "picture": picture()} | fields, by=admin)
        assert refused.value.field == field, fields
    assert session.scalar(select(func.count()).select_from(FloorPlan)) == session.scalar(select(func.count()).select_from(Document)) == 1


def test_arranging_says_all_that_is_on_it(make, session, admin):
    plan = make.floor_plan()
    space = make.space(plan.location)
    room = make.room(space)
    arrange_floor_plan(plan.id, [mark(space), mark(room=room, at=("0.9", "1", "0", "0"))], version=0, by=admin)
    arrange_floor_plan(plan.id, [mark(room=room, at=("0", "0", "1", "1"))], version=1, by=admin)
    session.expire_all()
    (found,) = session.scalars(select(PlanMark)).all()
    assert (found.room_id, found.space_id, found.width, plan.version) == (room.id, None, D(1), 2)
    told = session.scalars(select(AuditEvent.changes).where(AuditEvent.verb == "arrange").order_by(AuditEvent.id)).all()
    assert told == [{"places": [0, 2]}, {"places": [2, 1]}]
    remove_room(room.id, by=admin)
    assert session.scalars(select(PlanMark)).all() == []


def test_two_people_do_not_undo_each_other(make, session, admin):
    plan = make.floor_plan()
    space = make.space(plan.location)
    arrange_floor_plan(plan.id, [mark(space)], version=0, by=admin)
    with pytest.raises(Conflict, match="meanwhile"):
        arrange_floor_plan(plan.id, [], version=0, by=admin)
    assert len(session.scalars(select(PlanMark)).all()) == 1


def test_a_mark_lies_on_the_picture_of_its_location(make, session, admin):
    plan = make.floor_plan()
    space, elsewhere = make.space(plan.location), make.space()
    for wrong in (
        mark(space, at=("0.9", "0.1", "0.2", "0.2")), mark(space, at=("-0.1", "0.1", "0.2", "0.2")), mark(space, at=("0.1", "0.1", "0.2", "0")),
        mark(space, at=("NaN", "0.1", "0.2", "0.2")), mark(elsewhere),
    ):  # fmt: skip
        with pytest.raises(Refused) as refused:
            arrange_floor_plan(plan.id, [wrong], version=0, by=admin)
        assert refused.value.field == wrong.key
    with pytest.raises(Refused, match="once"):
        arrange_floor_plan(plan.id, [mark(space), mark(space)], version=0, by=admin)
    session.expire_all()
    assert (plan.version, session.scalars(select(PlanMark)).all()) == (0, [])


def test_who_may(make):
    plan = make.floor_plan()
    for role in (FRONT_DESK, SALES):
        with pytest.raises(Forbidden):
            arrange_floor_plan(plan.id, [], version=0, by=make.actor(role))
    stranger = make.manager(of=make.location())
    with pytest.raises(Missing):
        arrange_floor_plan(plan.id, [], version=0, by=stranger)
    with pytest.raises(Refused) as refused:
        create_floor_plan(location_id=plan.location_id, name="Mine", picture=picture(), by=stranger)
    assert refused.value.field == "location"
    arrange_floor_plan(plan.id, [], version=0, by=make.manager(of=plan.location))
