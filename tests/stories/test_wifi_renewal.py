"""A member makes a new WiFi password: the old one stops, the new one works, and whoever was online with the old one is sent off (A4)."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from sqlalchemy import select, text

from app.access.actor import SYSTEM
from app.access.kept_passwords import opened
from app.actions.access.renew_password import renew_wifi_password
from app.actions.access.settle import settle_access
from app.actions.accounts.person import the_person
from app.core import clock
from app.core.errors import Missing, Refused
from app.models import Access, AuditEvent
from app.models.access import AccessState
from app.rules.access import System
from jobs.access_reconcile import sweep
from tests.freeradius import AccessPoint
from tests.make import PASSWORD, Make
from tests.world import World

ONLINE = text("""
    INSERT INTO radius.radacct (acctsessionid, acctuniqueid, username, nasipaddress, acctstarttime, acctupdatetime)
    VALUES (:session, :session, 'ann', '10.9.9.9', :began, :began)
""")


@pytest.fixture
def ann(make: Make, world: World) -> Any:
    license = make.license(user_id=None)
    user = make.user("Member", organisation_id=license.organisation_id, location_id=license.location_id, email="ann@acme.example")
    license.user_id, license.ends_on = user.id, dt.date(2031, 5, 31)
    make.session.commit()
    settle_access([user.id], by=SYSTEM)
    world.run_jobs()
    return user


def account(make: Make) -> Access:
    make.session.expire_all()
    return make.session.scalars(select(Access).where(Access.system == System.WIFI)).one()


def test_the_old_password_stops_and_the_new_one_works(make: Make, world: World, ann: Any, access_point: AccessPoint) -> None:
    old = opened(account(make).sealed_password or b"")
    assert access_point.sign_in("ann", old).accepted

    with pytest.raises(Refused) as refusal:
        renew_wifi_password(present_password="not mine", by=the_person(ann))
    assert refusal.value.field == "present" and access_point.sign_in("ann", old).accepted
    shown = renew_wifi_password(present_password=PASSWORD, by=the_person(ann))

    assert not access_point.sign_in("ann", old).accepted
    assert access_point.sign_in(shown.username, shown.password).accepted and opened(account(make).sealed_password or b"") == shown.password
    assert "wifi: 0 differ" in sweep()
    told = make.session.scalars(select(AuditEvent).where(AuditEvent.actor_id == ann.id)).all()
    assert "renew password" in {event.verb for event in told} and not [
        event for event in told if shown.password in str(event.changes) or old in str(event.changes)
    ]


def test_sessions_of_before_are_ended_and_later_ones_stay(make: Make, world: World, ann: Any) -> None:
    now = clock.now()
    make.session.execute(ONLINE, [{"session": "before", "began": now - dt.timedelta(minutes=5)}])
    make.session.commit()
    renew_wifi_password(present_password=PASSWORD, by=the_person(ann))
    make.session.execute(ONLINE, [{"session": "after", "began": clock.now() + dt.timedelta(seconds=1)}])
    make.session.commit()
    world.run_jobs()
    assert [each["text"] for each in account(make).drift] == [
        "The access point 10.9.9.9 is not on the list, so the session there may go on."
    ]


@pytest.mark.parametrize("state", [AccessState.WANTED, AccessState.WORKING, AccessState.FAILED])
def test_while_a_job_is_at_it_nothing_is_renewed(make: Make, ann: Any, state: AccessState) -> None:
    row = account(make)
    row.state = state
    make.session.commit()
    before = account(make).sealed_password
    with pytest.raises(Refused, match="set up just now"):
        renew_wifi_password(present_password=PASSWORD, by=the_person(ann))
    assert account(make).sealed_password == before


def test_who_has_none_renews_none(make: Make, world: World) -> None:
    with pytest.raises(Missing):
        renew_wifi_password(present_password=PASSWORD, by=the_person(make.user("Member")))
