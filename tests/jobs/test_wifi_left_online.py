"""Who may use the WiFi no more and is online still is on the page of drift until they are off it (A3)."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import select, text

from app.access.actor import SYSTEM
from app.actions.access.settle import settle_access
from app.core import clock
from app.models import Access
from app.models.access import AccessState
from app.rules.access import System
from jobs.access_reconcile import sweep
from jobs.access_wifi import end_one
from tests.make import Make
from tests.world import World

NOWHERE = text("""
    INSERT INTO radius.radacct (acctsessionid, acctuniqueid, username, nasipaddress, callingstationid, acctstarttime, acctupdatetime)
    VALUES (:name, :name, :name, '10.9.9.9', '02-00-00-00-00-01', :at, :at) RETURNING radacctid
""")


@pytest.fixture
def thandi(make: Make, world: World) -> Access:
    return account(make, world, "thandi")


def account(make: Make, world: World, name: str) -> Access:
    membership = make.membership()
    user = make.user("Member", organisation_id=make.organisation(membership.location).id, email=f"{name}@example.com")
    make.license(user.organisation, membership, user_id=user.id)
    settle_access([user.id], by=SYSTEM)
    world.run_jobs()
    make.session.expire_all()
    return make.session.scalars(select(Access).where(Access.system == System.WIFI, Access.user_id == user.id)).one()


def online(make: Make, name: str) -> int:
    number: int = make.session.scalars(NOWHERE, {"name": name, "at": clock.now()}).one()
    make.session.commit()
    return number


def drift(make: Make, row: Access) -> str:
    make.session.expire_all()
    return " ".join(each["text"] for each in row.drift)


def test_somebody_online_after_the_end_stays_on_the_page(make: Make, world: World, thandi: Access) -> None:
    session = online(make, "thandi")
    make.session.execute(text("UPDATE license SET ends_on = :day"), {"day": dt.date(2026, 1, 31)})
    make.session.commit()
    for _hour in range(2):
        sweep()
        world.run_jobs()
        assert "10.9.9.9 is not on the list" in drift(make, thandi)
    assert thandi.state is AccessState.GONE
    sweep()
    assert "online by this name still" in drift(make, thandi)

    make.session.execute(text("UPDATE radius.radacct SET acctstoptime = acctstarttime WHERE radacctid = :id"), {"id": session})
    make.session.commit()
    world.run_jobs()
    assert drift(make, thandi) == "", "what is told again finds nobody"


def test_ending_one_device_says_nothing_of_other_people(make: Make, world: World, thandi: Access) -> None:
    sam = account(make, world, "sam")
    sam.drift = [{"text": "The WiFi has another group."}]
    make.session.commit()
    end_one(thandi.id, online(make, "thandi"))
    assert drift(make, sam) == "The WiFi has another group."
    assert "not on the list" in drift(make, thandi)
