"""What somebody has ends with their last day, or with the last of their licenses, at the midnight of the place (A3)."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine
from sqlalchemy import select

from app.access.actor import SYSTEM
from app.actions.access.settle import settle_access
from app.actions.users.activate import activate_user
from app.actions.users.change import change_user
from app.core.errors import Refused
from app.models import Access, FoyerUser
from app.models.access import AccessState
from app.queries.wifi.account import account
from app.rules.access import System
from app.rules.wifi import end_of
from jobs.access_reconcile import sweep
from tests.make import Make
from tests.world import World

DAY = dt.date(2026, 6, 20)


@pytest.fixture(autouse=True)
def june():
    with time_machine.travel(dt.datetime(2026, 6, 16, 9, tzinfo=dt.UTC), tick=False) as clock:
        yield clock


@pytest.fixture
def thandi(make: Make) -> FoyerUser:
    """Of Cape Town, with an endless license there."""
    membership = make.membership(make.location(zone="Africa/Johannesburg"))
    user = make.user("Member", organisation_id=make.organisation(membership.location).id, email="thandi@example.com")
    make.license(user.organisation, membership, user_id=user.id)
    return user


def wifi(make: Make, user: FoyerUser) -> Access:
    make.session.expire_all()
    return make.session.scalars(select(Access).where(Access.user_id == user.id, Access.system == System.WIFI)).one()


def test_of_licenses_in_two_zones_the_wifi_ends_at_the_later_midnight(make: Make, world: World) -> None:
    cape, far = (make.membership(make.location(zone=zone)) for zone in ("Africa/Johannesburg", "America/New_York"))
    user = make.user("Member", organisation_id=make.organisation(cape.location).id, email="thandi@example.com")
    for membership in (cape, far):
        make.license(user.organisation, membership, user_id=user.id, ends_on=DAY)
    settle_access([user.id], by=SYSTEM)
    world.run_jobs()
    assert account(make.session, "thandi").until == end_of(DAY, "America/New_York")
    sweep()
    assert wifi(make, user).drift == []


def test_the_last_day_of_a_person_ends_everything(make: Make, world: World, admin, thandi: FoyerUser, june) -> None:
    settle_access([thandi.id], by=SYSTEM)
    world.run_jobs()
    assert account(make.session, "thandi").until is None
    change_user(thandi.id, ends_on=DAY, by=admin)
    world.run_jobs()
    assert account(make.session, "thandi").until == end_of(DAY, "Africa/Johannesburg")

    june.move_to(end_of(DAY, "Africa/Johannesburg") - dt.timedelta(minutes=1))
    sweep()
    world.run_jobs()
    assert wifi(make, thandi).state is AccessState.GRANTED and thandi.active
    june.move_to(end_of(DAY, "Africa/Johannesburg"))
    sweep()
    world.run_jobs()
    assert wifi(make, thandi).state is AccessState.GONE and not account(make.session, "thandi").exists
    assert not make.session.get_one(FoyerUser, thandi.id).active

    with pytest.raises(Refused, match="last day"):
        activate_user(thandi.id, by=admin)
    change_user(thandi.id, ends_on=None, by=admin)
    assert activate_user(thandi.id, by=admin).active


def test_nobody_sets_their_own_last_day(make: Make) -> None:
    user, actor = make.user(), make.actor()
    with pytest.raises(Refused) as refusal:
        change_user(user.id, ends_on=DAY, by=type(actor)(id=user.id, name=str(user), permissions=actor.permissions))
    assert refusal.value.field == "ends_on"
