"""Tracks: trees that people build a step at a time, and who may."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from app.access.roles import LOCATION_MANAGER, SALES
from app.actions.tracks.add_task import add_track_task
from app.actions.tracks.change import change_track
from app.actions.tracks.change_task import change_track_task
from app.actions.tracks.copy import copy_track
from app.actions.tracks.create import create_track
from app.actions.tracks.move_task import move_track_task
from app.actions.tracks.remove import remove_track
from app.actions.tracks.remove_task import remove_track_task
from app.core.errors import Forbidden, Missing, Refused
from app.models import Track, TrackTask
from app.rules.task_dates import Anchor
from app.rules.tree_order import Branch, Way, below, can, depths, flat, moved


@pytest.fixture
def track(admin):
    return create_track(name="Tours", by=admin)


@pytest.fixture
def drawn(session):
    """The tree as text, two spaces a level."""

    def draw(track):
        session.expire_all()
        rows = session.scalars(select(TrackTask).where(TrackTask.track_id == track.id).order_by(TrackTask.position)).all()
        assert [row.position for row in rows] == list(range(len(rows)))
        deep = depths(Branch(row.id, row.parent_id) for row in rows)
        return [f"{'  ' * deep[row.id]}{row.title}" for row in rows]

    return draw


def test_a_tree_is_built_and_rearranged_a_step_at_a_time(track, drawn, admin):
    call = add_track_task(track.id, title="Call", by=admin)
    tour = add_track_task(track.id, title="Tour", by=admin)
    mail = add_track_task(track.id, title="Mail", parent_id=call.id, by=admin)
    plan = add_track_task(track.id, title="Plan", parent_id=mail.id, anchor=Anchor.PARENT_DONE, offset_days=2, by=admin)
    assert drawn(track) == ["Call", "  Mail", "    Plan", "Tour"]
    move_track_task(tour.id, Way.INWARD, by=admin)
    assert drawn(track) == ["Call", "  Mail", "    Plan", "  Tour"]
    move_track_task(tour.id, Way.UP, by=admin)
    assert drawn(track) == ["Call", "  Tour", "  Mail", "    Plan"]
    move_track_task(mail.id, Way.OUTWARD, by=admin)
    assert drawn(track) == ["Call", "  Tour", "Mail", "  Plan"]
    assert mail.anchor is Anchor.OPENED, "it hangs on nothing any more"
    move_track_task(call.id, Way.UP, by=admin)
    assert drawn(track) == ["Call", "  Tour", "Mail", "  Plan"]
    move_track_task(call.id, Way.DOWN, by=admin)
    assert drawn(track) == ["Mail", "  Plan", "Call", "  Tour"]
    change_track_task(plan.id, title="The plan", is_blocking=True, by=admin)
    remove_track_task(call.id, by=admin)
    assert drawn(track) == ["Mail", "  The plan"]


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"title": ""}, "title"),
        ({"title": "A", "offset_days": 251}, "offset_days"),
        ({"title": "A", "anchor": Anchor.PARENT_DUE}, "anchor"),
        ({"title": "A", "parent_id": 10**9}, "parent"),
        ({"title": "A", "role": "king"}, "role"),
    ],
)
def test_what_makes_no_sense_is_refused_at_its_field(track, drawn, admin, fields, field):
    with pytest.raises(Refused) as refused:
        add_track_task(track.id, by=admin, **fields)
    assert refused.value.field == field
    assert drawn(track) == []


def test_nothing_is_due_before_what_it_waits_for(track, admin):
    call = add_track_task(track.id, title="Call", by=admin)
    with pytest.raises(Refused) as refused:
        add_track_task(track.id, title="Mail", parent_id=call.id, anchor=Anchor.PARENT_DONE, offset_days=-1, by=admin)
    assert refused.value.field == "offset_days"
    assert add_track_task(track.id, title="Mail", parent_id=call.id, anchor=Anchor.PARENT_DUE, offset_days=-1, by=admin).offset_days == -1


def test_one_default_a_place(make, track, admin, session):
    place = make.location()
    first = create_track(name="First", location_id=place.id, is_default=True, by=admin)
    change_track(track.id, is_default=True, by=admin)
    second = create_track(name="Second", location_id=place.id, is_default=True, by=admin)
    session.expire_all()
    assert (first.is_default, second.is_default, track.is_default) == (False, True, True)
    change_track(second.id, is_active=False, by=admin)
    assert second.is_default is False
    with pytest.raises(Refused) as refused:
        change_track(second.id, is_default=True, by=admin)
    assert refused.value.field == "is_default"


def test_a_copy_has_the_same_tree_and_a_name_of_its_own(make, track, drawn, admin):
    call = add_track_task(track.id, title="Call", by=admin)
    add_track_task(track.id, title="Mail", parent_id=call.id, by=admin)
    copies = [copy_track(track.id, by=admin), copy_track(track.id, location_id=make.location().id, by=admin)]
    assert [drawn(copy) for copy in copies] == [["Call", "  Mail"]] * 2
    assert len({track.name, *(copy.name for copy in copies)}) == 3
    remove_track(track.id, by=admin)
    assert [drawn(copy) for copy in copies] == [["Call", "  Mail"]] * 2


def test_who_may(make, track, admin, session):
    place = make.location()
    manager = make.manager(of=place)
    own = create_track(name="Ours", location_id=place.id, by=manager)
    add_track_task(own.id, title="Call", by=manager)
    for verb in (
        lambda: change_track(track.id, name="Mine", by=manager),
        lambda: create_track(name="For all", by=manager),
        lambda: create_track(name="X", by=make.actor(SALES)),
    ):
        with pytest.raises(Forbidden):
            verb()
    with pytest.raises(Missing):
        add_track_task(own.id, title="Call", by=make.actor(LOCATION_MANAGER, at=[make.location()]))
    with pytest.raises(Refused):
        create_track(name="Ours", by=admin)
    assert len(session.scalars(select(Track)).all()) == 2


@st.composite
def orders(draw):
    return flat(
        Branch(number, draw(st.none() | st.integers(0, number - 1)) if number else None) for number in range(draw(st.integers(1, 15)))
    )


@given(orders(), st.sampled_from(Way), st.data())
def test_a_step_keeps_every_row_and_every_branch_together(rows, way, data):
    row = data.draw(st.sampled_from(rows)).id
    after = moved(rows, row, way)
    assert flat(after) == after
    assert {each.id for each in after} == {each.id for each in rows}
    assert below(after, row)[: len(below(rows, row))] == below(rows, row)
    assert {each.id for each in after if each.parent_id != {one.id: one.parent_id for one in rows}[each.id]} <= {row}
    assert can(rows, row, way) == (after != rows)
    back = {Way.UP: Way.DOWN, Way.DOWN: Way.UP, Way.INWARD: Way.OUTWARD}.get(way)
    if back is not None and after != rows and way is not Way.INWARD:
        assert moved(after, row, back) == rows
