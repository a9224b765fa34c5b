"""Cards of the board: their stage, their place in the column, and two people at one card."""

from __future__ import annotations

import threading

import pytest
from sqlalchemy import select, update

from app.access.roles import FRONT_DESK, SALES
from app.actions.opportunities.move import GAP, move_opportunity
from app.core.entity import db
from app.core.errors import Forbidden, Missing, Refused, Stale
from app.models import Opportunity, StageChange
from app.models.opportunity import Stage


def column(session, stage):
    session.expire_all()
    return [
        each.id
        for each in session.scalars(select(Opportunity).where(Opportunity.stage == stage).order_by(Opportunity.position, Opportunity.id))
    ]


def test_a_card_moves_to_its_place_in_a_stage_and_the_change_is_kept(make, session):
    location = make.location()
    a, b, c = (make.opportunity(make.lead(location)) for _ in range(3))
    sales = make.actor(SALES, at=[location])
    for card in (a, b):
        move_opportunity(card.id, Stage.VISITED, by=sales)
    move_opportunity(c.id, Stage.VISITED, before_id=b.id, by=sales)
    assert column(session, Stage.VISITED) == [a.id, c.id, b.id]
    change = session.scalars(select(StageChange).where(StageChange.opportunity_id == c.id, StageChange.before.is_not(None))).one()
    assert (change.before, change.after, change.changed_by) == (Stage.NEW, Stage.VISITED, sales.name)
    assert c.stage_since == change.at and c.closed_at is None


def test_a_place_within_the_column_is_no_change_of_stage(make, session):
    location = make.location()
    a, b, c = (make.opportunity(make.lead(location), position=place) for place in range(3))
    move_opportunity(c.id, Stage.NEW, before_id=a.id, by=make.manager(of=location))
    assert column(session, Stage.NEW) == [c.id, a.id, b.id]
    assert len(session.scalars(select(StageChange)).all()) == 3, "that of their beginning, each"


def test_the_column_is_numbered_anew_where_two_cards_leave_no_room(make, session):
    location, by = make.location(), make.actor()
    a, b, c, d = (make.opportunity(make.lead(location), position=0) for _ in range(4))  # all at one place: by their ids
    move_opportunity(d.id, Stage.NEW, before_id=b.id, by=by)
    assert column(session, Stage.NEW) == [a.id, d.id, b.id, c.id]
    assert b.position % GAP == 0


def test_the_second_of_two_people_is_told_and_nothing_is_lost(make, session):
    location = make.location()
    card = make.opportunity(make.lead(location, name="Ann Other", company=""))
    seen, first, second = card.version, make.actor(SALES, at=[location]), make.actor(SALES, at=[location])
    move_opportunity(card.id, Stage.VISITED, version=seen, by=first)
    with pytest.raises(Stale, match=r"Pat Person \d+ changed Ann Other at \d\d:\d\d"):
        move_opportunity(card.id, Stage.PROPOSAL, version=seen, by=second)
    assert column(session, Stage.VISITED) == [card.id] and column(session, Stage.PROPOSAL) == []


def test_two_who_move_one_card_at_the_same_moment(make, session, app):
    card = make.opportunity()
    card_id, seen, told, start = card.id, card.version, [], threading.Barrier(2)
    actors = {Stage.VISITED: make.actor(SALES), Stage.PROPOSAL: make.actor(SALES)}
    session.commit()

    def move(stage):
        with app.app_context():
            start.wait()
            try:
                move_opportunity(card_id, stage, version=seen, by=actors[stage])
                told.append("moved")
            except Stale:
                told.append("told")
            finally:
                db.session.remove()

    threads = [threading.Thread(target=move, args=(stage,)) for stage in actors]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]
    assert sorted(told) == ["moved", "told"]
    assert len(session.scalars(select(StageChange).where(StageChange.before.is_not(None))).all()) == 1


@pytest.mark.parametrize("stage", [Stage.WON, Stage.ABANDONED])
def test_an_end_has_its_own_verb(make, stage):
    with pytest.raises(Refused, match="own button"):
        move_opportunity(make.opportunity().id, stage, by=make.actor(SALES))


def test_what_is_over_stays_where_it_is(make, session):
    card = make.opportunity(stage=Stage.WON, organisation_id=make.organisation().id)
    with pytest.raises(Refused, match="is over"):
        move_opportunity(card.id, Stage.NEW, by=make.actor(SALES))


def test_who_may_not(make):
    card = make.opportunity()
    with pytest.raises(Missing):
        move_opportunity(card.id, Stage.VISITED, by=make.actor(SALES, at=[make.location()]))
    with pytest.raises(Forbidden):
        move_opportunity(card.id, Stage.VISITED, by=make.actor(FRONT_DESK, at=[card.location]))


def test_a_card_that_left_the_column_meanwhile_is_no_place(make, session):
    location, by = make.location(), make.actor()
    a, b = (make.opportunity(make.lead(location)) for _ in range(2))
    move_opportunity(a.id, Stage.VISITED, before_id=b.id, by=by)
    session.execute(update(Opportunity).where(Opportunity.id == b.id).values(position=-5))
    assert column(session, Stage.VISITED) == [a.id]
