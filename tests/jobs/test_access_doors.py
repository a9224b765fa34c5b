"""Doors follow licenses through every accident: one person over there, in the right groups, and nobody else's touched (A1-A3)."""

from __future__ import annotations

import datetime as dt

import pytest
from flask import Flask
from sqlalchemy import Connection, event, select, text
from sqlalchemy.orm import Session

from app.access.actor import SYSTEM
from app.actions.access.carry import begin_access, stop_access
from app.actions.access.note_drift import note_drift
from app.actions.access.retry import retry_access
from app.actions.access.settle import settle_access
from app.actions.licenses.end import end_license
from app.core import clock
from app.core.entity import db
from app.core.errors import Conflict
from app.core.one_at_a_time import one_at_a_time
from app.models import Access, DoorGroup, License, Membership, Organisation, OutboxMessage
from app.models.access import AccessState
from app.models.organisation import OrganisationStatus
from app.rules.access import System
from jobs.access_doors import bring_about, groups_made
from jobs.access_site import look_at_doors
from jobs.door_groups import put_locks
from jobs.handlers import HANDLERS
from jobs.queues import FAMILIES
from jobs.salto_token import salto
from tests.make import Make
from tests.world import World


@pytest.fixture
def license(make: Make, world: World) -> License:
    membership = make.membership(door_groups="Front door; Studio")
    organisation = make.organisation(membership.location)
    user = make.user("Member", organisation_id=organisation.id, email="thandi@example.com", first_name="Thandi", last_name="Mokoena")
    return make.license(organisation, membership, user_id=user.id)


def brought_about(make: Make, world: World, license: License) -> Access:
    settle_access([license.user_id], by=SYSTEM)
    world.run_later()
    make.session.expire_all()
    return make.session.scalars(select(Access).where(Access.system == System.DOORS)).one()


def held(world: World) -> dict[str, list[str]]:
    """Names of groups -> first names of who is in them and may open doors."""
    told = world.vendors.get("/_control/salto")
    people = {user["platform_id"]: user for user in told["users"] if user["subscription_state"] == "subscribed"}
    return {
        group["customer_reference"]: [people[each]["first_name"] for each in group["members"] if each in people] for group in told["groups"]
    }


def test_doors_open_close_and_go_with_the_license(make: Make, world: World, license: License) -> None:
    assert brought_about(make, world, license).state is AccessState.GRANTED
    assert held(world) == {"Foyer:Front door": ["Thandi"], "Foyer:Studio": ["Thandi"]}

    make.session.get_one(Membership, license.membership_id).door_groups = "Studio; Roof"
    make.session.commit()
    brought_about(make, world, license)
    assert held(world) == {"Foyer:Front door": [], "Foyer:Studio": ["Thandi"], "Foyer:Roof": ["Thandi"]}

    organisation = make.session.get_one(Organisation, license.organisation_id)
    organisation.status = OrganisationStatus.INACTIVE
    make.session.commit()
    assert brought_about(make, world, license).state is AccessState.SUSPENDED
    assert not any(held(world).values())

    organisation.status = OrganisationStatus.ACTIVE
    make.session.commit()
    assert brought_about(make, world, license).state is AccessState.GRANTED
    assert held(world)["Foyer:Roof"] == ["Thandi"]

    license.ends_on = dt.date(2026, 1, 31)
    make.session.commit()
    assert brought_about(make, world, license).state is AccessState.GONE
    assert world.vendors.get("/_control/salto")["users"] == []


def test_what_opened_before_a_pause_opens_no_more_after_it(make: Make, world: World, license: License) -> None:
    """While a person is closed no group is touched, so they come back with those of before."""
    brought_about(make, world, license)
    organisation = make.session.get_one(Organisation, license.organisation_id)
    organisation.status = OrganisationStatus.INACTIVE
    make.session.get_one(Membership, license.membership_id).door_groups = "Roof"
    make.session.commit()
    closed = brought_about(make, world, license)
    assert closed.state is AccessState.SUSPENDED
    assert set(closed.held["groups"]) == {"Front door", "Studio"}

    organisation.status = OrganisationStatus.ACTIVE
    make.session.commit()
    assert list(brought_about(make, world, license).held["groups"]) == ["Roof"]
    assert held(world) == {"Foyer:Front door": [], "Foyer:Studio": [], "Foyer:Roof": ["Thandi"]}


def test_a_group_whose_answer_was_lost_is_left_again_when_something_else_is_wanted(make: Make, world: World, license: License) -> None:
    settle_access([license.user_id], by=SYSTEM)
    row = make.session.scalars(select(Access).where(Access.system == System.DOORS)).one()
    begun = begin_access(row.id, by=SYSTEM)
    assert begun
    bring_about(begun)
    stop_access(begun, "wait", "The answer did not arrive.", by=SYSTEM)

    make.session.get_one(Membership, license.membership_id).door_groups = "Studio"
    make.session.commit()
    brought_about(make, world, license)
    assert held(world) == {"Foyer:Front door": [], "Foyer:Studio": ["Thandi"]}


def test_a_group_of_foyers_that_nobody_here_gave_is_found_and_left(make: Make, world: World, license: License) -> None:
    row = brought_about(make, world, license)
    told = world.vendors.get("/_control/salto")
    doors = salto()
    roof = doors.create_group("Roof")
    doors.set_groups(told["users"][0]["platform_id"], add=[roof], remove=[])
    assert held(world)["Foyer:Roof"] == ["Thandi"]

    assert note_drift(System.DOORS, look_at_doors(), by=SYSTEM) == 1
    world.run_later()
    assert held(world)["Foyer:Roof"] == []
    make.session.refresh(row)
    assert (row.state, row.drift) == (AccessState.GRANTED, [])


@pytest.mark.parametrize("pattern", ["POST */users", "POST */access_groups", "POST */access_groups/*/users"])
@pytest.mark.parametrize("fault", ["429", "500", "cut_before", "500_after", "cut_after", "cut_body", "wrong_json"])
def test_whatever_happens_there_is_one_of_each(make: Make, world: World, license: License, pattern: str, fault: str) -> None:
    world.vendors.fault(fault, pattern, vendor="salto")
    assert brought_about(make, world, license).state is AccessState.GRANTED
    assert held(world) == {"Foyer:Front door": ["Thandi"], "Foyer:Studio": ["Thandi"]}
    assert len(world.vendors.get("/_control/salto")["users"]) == 1


def test_the_turn_to_make_groups_lasts_while_salto_takes_its_time(world: World, app: Flask) -> None:
    """PostgreSQL ends a transaction that is idle for long; here after two seconds."""

    def told(connection: Connection) -> None:
        connection.execute(text("SET LOCAL idle_in_transaction_session_timeout = '2s'"))

    world.vendors.post(
        "/_control/faults", {"vendor": "salto", "pattern": "POST */access_groups", "kind": "delay", "times": 1, "seconds": 4}
    )
    event.listen(db.engine, "begin", told)
    try:
        assert groups_made(salto(), ["Front door"]).keys() == {"Front door"}
    finally:
        event.remove(db.engine, "begin", told)


def test_who_puts_locks_waits_for_the_turn_to_make_a_group(make: Make, world: World, session: Session) -> None:
    """Two groups of one name open two sets of doors."""
    row = DoorGroup(name="Roof", wanted_locks=[])
    session.add(row)
    session.commit()
    with db.engine.begin() as other:
        one_at_a_time(Session(other), "door groups")
        with pytest.raises(Conflict):
            put_locks(row.id)
        assert held(world) == {}
    put_locks(row.id)
    assert held(world) == {"Foyer:Roof": []}


def test_without_a_seat_somebody_has_to_look_and_a_free_one_helps(make: Make, world: World, license: License) -> None:
    world.vendors.post("/_control/salto/settings", {"seats": 0})
    row = brought_about(make, world, license)
    assert row.state is AccessState.FAILED and "No seat" in row.reason
    world.vendors.post("/_control/salto/settings", {"seats": 1})
    retry_access(row.id, by=SYSTEM)
    assert brought_about(make, world, license).state is AccessState.GRANTED
    assert len(world.vendors.get("/_control/salto")["users"]) == 1


def test_groups_of_others_stay_as_they_are(make: Make, world: World, license: License) -> None:
    world.vendors.post("/_control/salto/groups", {"customer_reference": "Front door"})
    brought_about(make, world, license)
    assert held(world)["Front door"] == []


def test_access_ends_before_any_mail_goes(make: Make, world: World, license: License) -> None:
    """A mail server that takes its time for each of a thousand invoices kept doors and WiFi open for those who had left."""
    end_license(license.id, on=clock.today(license.location.zone), by=make.actor())
    asked = set(make.session.scalars(select(OutboxMessage.queue).where(OutboxMessage.job.startswith("jobs.access."))))
    closing = {route.queue for event in ("AccessClosed", "AccessWanted", "DoorsWanted") for route in HANDLERS[event]}
    assert asked and "mail" not in asked | closing
    for family in FAMILIES.values():
        assert "mail" not in family or all(family.index(queue) < family.index("mail") for queue in (asked | closing) & {*family})
