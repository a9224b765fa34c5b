"""What people should have follows their licenses, once, and through any order of events."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import select

from app.access.actor import SYSTEM
from app.access.roles import FRONT_DESK, MEMBER, SALES
from app.actions.access.carry import begin_access, finish_access, stop_access
from app.actions.access.retry import retry_access
from app.actions.access.settle import WANTED, settle_access
from app.core.errors import Forbidden, Missing, Refused
from app.models import Access, License, Organisation, OutboxMessage
from app.models.access import AccessState
from app.models.organisation import OrganisationStatus
from app.rules.access import System
from tests.make import Make


@pytest.fixture
def license(make: Make) -> License:
    membership = make.membership(door_groups="Front door; Studio", wifi_group="desks")
    organisation = make.organisation(membership.location)
    user = make.user(MEMBER, organisation_id=organisation.id, email="thandi@example.com")
    return make.license(organisation, membership, user_id=user.id)


def rows(make: Make) -> dict[str, Access]:
    make.session.expire_all()
    return {row.system.value: row for row in make.session.scalars(select(Access).order_by(Access.id))}


def told(make: Make) -> list[int]:
    return [
        row.payload["access_id"]
        for row in make.session.scalars(select(OutboxMessage).where(OutboxMessage.event.in_([event.__name__ for event in WANTED.values()])))
    ]


def brought_about(access: Access) -> None:
    begun = begin_access(access.id, by=SYSTEM)
    assert begun
    finish_access(begun, by=SYSTEM)


def test_a_license_wants_all_three_systems_and_says_why(make: Make, license: License) -> None:
    assert settle_access([license.user_id], by=SYSTEM) == 3

    found = rows(make)
    assert found["doors"].wanted == {
        "standing": "granted",
        "groups": {"Front door": [license.code], "Studio": [license.code]},
        "until": None,
    }
    assert found["wifi"].wanted["groups"] == {"desks": [license.code]}
    assert {row.username for row in found.values()} == {"thandi"}
    assert {row.location_id for row in found.values()} == {license.location_id}
    assert sorted(told(make)) == sorted(row.id for row in found.values())


def test_settling_twice_changes_nothing(make: Make, license: License) -> None:
    settle_access([license.user_id], by=SYSTEM)
    assert settle_access([license.user_id], by=SYSTEM) == 0
    assert len(told(make)) == 3


def test_nobody_without_a_license_gets_an_account(make: Make) -> None:
    assert settle_access([make.user(MEMBER).id], by=SYSTEM) == 0
    assert rows(make) == {}


def test_an_ended_license_takes_everything_away(make: Make, license: License) -> None:
    settle_access([license.user_id], by=SYSTEM)
    for row in rows(make).values():
        brought_about(row)
    license.ends_on = dt.date(2026, 1, 31)
    make.session.commit()

    assert settle_access([license.user_id], by=SYSTEM) == 3
    for row in rows(make).values():
        assert (row.state, row.wanted["standing"]) == (AccessState.WANTED, "none")
        brought_about(row)
    assert {row.state for row in rows(make).values()} == {AccessState.GONE}


def test_an_inactive_organisation_closes_and_keeps(make: Make, license: License) -> None:
    settle_access([license.user_id], by=SYSTEM)
    make.session.get_one(Organisation, license.organisation_id).status = OrganisationStatus.INACTIVE
    make.session.commit()
    settle_access([license.user_id], by=SYSTEM)

    assert {row.wanted["standing"] for row in rows(make).values()} == {"suspended"}


def test_what_is_on_its_way_is_told_once_and_again_when_more_is_wanted(make: Make, license: License) -> None:
    settle_access([license.user_id], by=SYSTEM)
    wifi = rows(make)["wifi"]
    begun = begin_access(wifi.id, by=SYSTEM)
    assert begun
    license.ends_on = dt.date(2099, 1, 31)
    make.session.commit()
    settle_access([license.user_id], by=SYSTEM)
    assert told(make).count(wifi.id) == 1  # its job is at it and will look again

    finish_access(begun, by=SYSTEM)
    assert told(make).count(wifi.id) == 2
    brought_about(wifi)
    assert rows(make)["wifi"].held["until"] == "2099-01-31"
    assert rows(make)["wifi"].state is AccessState.GRANTED


def test_an_older_attempt_changes_nothing(make: Make, license: License) -> None:
    settle_access([license.user_id], by=SYSTEM)
    wifi = rows(make)["wifi"]
    first = begin_access(wifi.id, by=SYSTEM)
    second = begin_access(wifi.id, by=SYSTEM)  # the first worker was taken for dead
    assert first and second
    stop_access(first, "fail", "No.", by=SYSTEM)
    finish_access(second, by=SYSTEM)
    finish_access(first, by=SYSTEM)

    assert rows(make)["wifi"].state is AccessState.GRANTED
    assert rows(make)["wifi"].attempt == 2


def test_a_failed_one_waits_for_a_person_of_that_place(make: Make, license: License) -> None:
    settle_access([license.user_id], by=SYSTEM)
    doors = rows(make)["doors"]
    begun = begin_access(doors.id, by=SYSTEM)
    assert begun
    stop_access(begun, "fail", "No seat is free.", by=SYSTEM)
    assert begin_access(doors.id, by=SYSTEM) is None
    assert rows(make)["doors"].reason == "No seat is free."

    with pytest.raises(Missing):
        retry_access(doors.id, by=make.actor(FRONT_DESK, at=[make.location()]))
    with pytest.raises(Forbidden):
        retry_access(doors.id, by=make.actor(SALES))
    retry_access(doors.id, by=make.actor(FRONT_DESK, at=[license.location]))
    assert rows(make)["doors"].state is AccessState.WANTED
    with pytest.raises(Refused):
        retry_access(doors.id, by=SYSTEM)


def test_names_that_are_the_same_get_a_number(make: Make, license: License) -> None:
    other = make.user(MEMBER, organisation_id=license.organisation_id, email="Thandi@elsewhere.example")
    make.license(license.organisation, license.membership, user_id=other.id)
    settle_access([license.user_id, other.id], by=SYSTEM)

    names = make.session.scalars(select(Access.username).where(Access.system == System.WIFI)).all()
    assert sorted(names) == ["thandi", "thandi-2"]
