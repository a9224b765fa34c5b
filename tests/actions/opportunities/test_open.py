"""C1: a lead becomes an opportunity with its whole tree, once."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine
from sqlalchemy import func, select

from app.access.actor import SYSTEM
from app.access.roles import FRONT_DESK, LOCATION_MANAGER, SALES
from app.actions.opportunities.open import open_opportunity
from app.actions.opportunities.open_by_itself import EVERY, NONE, SETTING, open_by_itself
from app.actions.settings.put import put_setting
from app.core.errors import Forbidden, Missing, Refused
from app.models import Opportunity, StageChange, Task
from app.models.lead import LeadOrigin, LeadStatus
from app.models.opportunity import Stage
from app.models.track import TaskRole
from app.rules.task_dates import Anchor

TWO = (("Call", None, Anchor.OPENED, 1), ("Tour", 0, Anchor.PARENT_DONE, 2, {"role": TaskRole.DESK}))


@pytest.fixture(autouse=True)
def sunday_night():
    """23:30 on Sunday 31 May in Cape Town is still May there; 22:30 UTC would be Monday."""
    with time_machine.travel(dt.datetime(2026, 5, 31, 22, 30, tzinfo=dt.UTC), tick=False):
        yield


@pytest.fixture
def place(make):
    return make.location(code="KLF", name="Kloof")


@pytest.fixture
def seller(make, place):
    return make.actor(SALES, at=[place])


def test_the_whole_tree_is_there_with_who_does_what(make, place, seller, session):
    track, desk = make.track(place, tasks=TWO), make.user(FRONT_DESK, locations=[place])
    deal = open_opportunity(make.lead(place, owner_id=seller.id).id, track_id=track.id, by=seller)
    assert (deal.stage, deal.opened_on, deal.owner_id, deal.currency) == (Stage.NEW, dt.date(2026, 6, 1), seller.id, "ZAR")
    assert deal.code.startswith("KLF-O")
    tasks = session.scalars(select(Task).order_by(Task.position)).all()
    assert [(task.title, task.due_on.day, task.is_estimate, task.assignee_id) for task in tasks] == [
        ("Call", 2, False, seller.id),
        ("Tour", 4, True, desk.id),
    ]
    assert tasks[1].parent_id == tasks[0].id
    change = session.scalars(select(StageChange)).one()
    assert (change.before, change.after, change.changed_by) == (None, Stage.NEW, seller.name)


def test_a_role_takes_turns(make, place, seller, session):
    track = make.track(place, tasks=TWO)
    first, second = make.user(FRONT_DESK, locations=[place]), make.user(FRONT_DESK, locations=[place])
    for minute in range(3):
        with time_machine.travel(dt.datetime(2026, 6, 1, 8, minute, tzinfo=dt.UTC), tick=False):
            open_opportunity(make.lead(place).id, track_id=track.id, by=seller)
            session.execute(
                Task.__table__.update()
                .where(Task.created_at > func.now() - dt.timedelta(seconds=60))
                .values(created_at=dt.datetime(2026, 6, 1, 8, minute, tzinfo=dt.UTC))
            )
            session.commit()
    desk = session.scalars(select(Task.assignee_id).where(Task.role == TaskRole.DESK).order_by(Task.id)).all()
    assert desk == [first.id, second.id, first.id]


def test_without_a_choice_the_locations_own_default_comes_before_everybodys(make, place, seller):
    general = make.track(is_default=True)
    assert open_opportunity(make.lead(place).id, by=seller).track_id == general.id
    own = make.track(place, is_default=True)
    assert open_opportunity(make.lead(place).id, by=seller).track_id == own.id
    own.is_active = general.is_active = False
    make.session.commit()
    assert open_opportunity(make.lead(place).id, by=seller).track_id is None


def test_a_lead_has_one_open_opportunity(make, place, seller, session):
    lead = make.lead(place)
    open_opportunity(lead.id, by=seller)
    with pytest.raises(Refused, match="open opportunity already"):
        open_opportunity(lead.id, by=seller)
    assert session.scalar(select(func.count()).select_from(Opportunity)) == 1


def test_what_cannot_be_opened(make, place, seller):
    lead = make.lead(place)
    for track in (make.track(make.location()), make.track(place, is_active=False)):
        with pytest.raises(Refused) as refused:
            open_opportunity(lead.id, track_id=track.id, by=seller)
        assert refused.value.field == "track"
    over = make.lead(place, status=LeadStatus.ABANDONED, closed_at=dt.datetime(2026, 5, 1, tzinfo=dt.UTC))
    with pytest.raises(Refused, match="over"):
        open_opportunity(over.id, by=seller)
    with pytest.raises(Missing):
        open_opportunity(lead.id, by=make.actor(LOCATION_MANAGER, at=[make.location()]))
    with pytest.raises(Forbidden):
        open_opportunity(lead.id, by=make.actor(FRONT_DESK, at=[place]))


@pytest.mark.parametrize(
    ("setting", "origin", "opens"),
    [(None, LeadOrigin.WEB, True), (None, LeadOrigin.STAFF, False), (EVERY, LeadOrigin.STAFF, True), (NONE, LeadOrigin.WEB, False)],
)
def test_a_lead_that_came_by_itself_opens_one_by_itself_once(make, place, admin, session, setting, origin, opens):
    make.track(is_default=True, tasks=TWO)
    if setting:
        put_setting(SETTING, setting, by=admin)
    lead = make.lead(place, origin=origin)
    assert (open_by_itself(lead.id) is not None) is opens
    assert open_by_itself(lead.id) is None
    assert session.scalar(select(func.count()).select_from(Opportunity)) == int(opens)


def test_nothing_opens_by_itself_without_a_default_track(make, place):
    make.track(place)
    assert open_by_itself(make.lead(place, origin=LeadOrigin.WEB).id) is None
    assert SYSTEM.id is None
